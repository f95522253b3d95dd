package dev.conch.config;

/**
 * The {@code [bootstrap]} section of conch.toml: the account that the first start creates. Checked
 * when built; its text form hides the key.
 *
 * @param key the account's API key; empty if one shall be made
 * @param balanceCents in whole US cents
 */
public record BootstrapConfig(String key, long balanceCents, String accountName) {
    public BootstrapConfig {
        Settings.BOOTSTRAP_KEY.require(key);
        Settings.BOOTSTRAP_BALANCE_CENTS.require(balanceCents);
        Settings.BOOTSTRAP_ACCOUNT_NAME.require(accountName);
    }

    @Override
    public String toString() {
        return "BootstrapConfig[key=%s, balanceCents=%d, accountName=%s]"
                .formatted(Redacted.of(key), balanceCents, accountName);
    }
}
