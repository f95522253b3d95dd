package dev.conch.api.minimax;

import dev.conch.catalog.Catalog;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.node.ObjectNode;

/**
 * MiniMax's create in the words of our catalog.
 *
 * @param watermark whether a visible mark was asked for
 * @param callbackUrl whose server must answer a challenge first
 */
record Ordered(
        Catalog.Action action, ObjectNode body, boolean watermark, @Nullable String callbackUrl) {}
