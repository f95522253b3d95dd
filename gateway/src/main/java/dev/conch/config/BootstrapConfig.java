package dev.conch.config;

/**
 * The {@code [bootstrap]} section of conch.toml: what the first start creates. Checked when built;
 * its text form hides the keys.
 *
 * @param key the first account's API key; empty if one shall be made
 * @param balanceCents in whole US cents
 * @param adminKey the first operator's key; empty if one shall be made
 */
public record BootstrapConfig(String key, long balanceCents, String accountName, String adminKey) {
    public BootstrapConfig {
        Settings.BOOTSTRAP_KEY.require(key);
        Settings.BOOTSTRAP_BALANCE_CENTS.require(balanceCents);
        Settings.BOOTSTRAP_ACCOUNT_NAME.require(accountName);
        Settings.BOOTSTRAP_ADMIN_KEY.require(adminKey);
    }

    @Override
    public String toString() {
        return "BootstrapConfig[key=%s, balanceCents=%d, accountName=%s, adminKey=%s]"
                .formatted(Redacted.of(key), balanceCents, accountName, Redacted.of(adminKey));
    }
}
