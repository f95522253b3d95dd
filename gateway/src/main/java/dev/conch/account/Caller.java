package dev.conch.account;

/** Who makes a request: the key that was shown and the account that it belongs to. */
public record Caller(Account account, String apiKeyId) {}
