package dev.conch.outbound;

/**
 * What a URL answered with.
 *
 * @param mediaType the declared content type in lower case, without parameters; one of those that
 *     were accepted. The bytes have not been looked at.
 * @param bytes the whole body, at most as long as was allowed
 */
public record FetchedBody(String mediaType, byte[] bytes) {}
