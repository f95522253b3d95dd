package dev.conch.ledger;

/** Names of a customer's ledger accounts. */
final class LedgerAccounts {
    private LedgerAccounts() {}

    /** What the customer paid and has not spent. */
    static String paid(long accountId) {
        return "paid:" + accountId;
    }

    /** What the customer was given and has not spent. */
    static String bonus(long accountId) {
        return "bonus:" + accountId;
    }

    /** What the customer spent. */
    static String revenue(long accountId) {
        return "revenue:" + accountId;
    }

    /** Where paid money comes from. */
    static String funding(long accountId) {
        return "funding:" + accountId;
    }

    /** Where presents come from. */
    static String promotion(long accountId) {
        return "promotion:" + accountId;
    }

    /** The other side of corrections. */
    static String adjustment(long accountId) {
        return "adjustment:" + accountId;
    }

    static String of(Fund fund, long accountId) {
        return switch (fund) {
            case BONUS -> bonus(accountId);
            case PAID -> paid(accountId);
        };
    }
}
