package dev.conch.task;

import dev.conch.base.TaskId;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * Where a result came from: kept longer than the file, to answer for it later. Names the API key
 * that asked, and no person.
 *
 * @param model as the caller asked
 * @param upstreamModel what the provider calls it
 * @param at when the result was stored
 * @param sha256 of the file, which is the provider's, byte for byte
 * @param watermark whether a visible mark was asked of the provider
 * @param c2pa whether the file has a C2PA manifest; null if that could not be read
 * @param aigc whether the file has metadata under the key AIGC; null if that could not be read
 */
public record Provenance(
        TaskId taskId,
        long accountId,
        long projectId,
        String apiKeyId,
        String provider,
        String model,
        String upstreamModel,
        @Nullable String providerTaskId,
        Instant at,
        String sha256,
        boolean watermark,
        @Nullable Boolean c2pa,
        @Nullable Boolean aigc) {}
