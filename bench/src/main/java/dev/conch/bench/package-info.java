/**
 * Load from a process of its own against a gateway whose provider only queues: what a request costs
 * without rendering.
 */
@NullMarked
package dev.conch.bench;

import org.jspecify.annotations.NullMarked;
