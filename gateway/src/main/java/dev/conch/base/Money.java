package dev.conch.base;

/**
 * An exact amount of US money in micro-cents: one cent is 1,000,000 of them. Tasks cost whole
 * cents; chat costs fractions.
 */
public record Money(long microCents) implements Comparable<Money> {
    public static final long MICRO_CENTS_PER_CENT = 1_000_000;
    public static final Money ZERO = new Money(0);

    public static Money ofCents(long cents) {
        return new Money(Math.multiplyExact(cents, MICRO_CENTS_PER_CENT));
    }

    /** Whole cents; a fraction is cut off, so that nobody is told to have more than there is. */
    public long cents() {
        return Math.floorDiv(microCents, MICRO_CENTS_PER_CENT);
    }

    /** Whole cents; a fraction counts as one more. */
    public long centsRoundedUp() {
        return Math.ceilDiv(microCents, MICRO_CENTS_PER_CENT);
    }

    public Money plus(Money other) {
        return new Money(Math.addExact(microCents, other.microCents));
    }

    public Money minus(Money other) {
        return new Money(Math.subtractExact(microCents, other.microCents));
    }

    public Money negated() {
        return new Money(Math.negateExact(microCents));
    }

    /** The smaller of both. */
    public Money atMost(Money other) {
        return compareTo(other) <= 0 ? this : other;
    }

    public boolean isPositive() {
        return microCents > 0;
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(microCents, other.microCents);
    }
}
