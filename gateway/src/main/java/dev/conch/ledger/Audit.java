package dev.conch.ledger;

/**
 * What a check of the whole ledger found; all are 0 in a sound one.
 *
 * @param sumOfBalances micro-cents that all ledger accounts add up to
 * @param accountsOffTheirTransfers accounts whose balance or hold is not what their transfers say
 * @param overdrawn customers who hold more than they have
 */
public record Audit(long sumOfBalances, long accountsOffTheirTransfers, long overdrawn) {
    public boolean sound() {
        return sumOfBalances == 0 && accountsOffTheirTransfers == 0 && overdrawn == 0;
    }
}
