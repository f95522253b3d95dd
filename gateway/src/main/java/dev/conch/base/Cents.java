package dev.conch.base;

/** An exact amount of money in US cents. */
public record Cents(long value) implements Comparable<Cents> {
    public static final Cents ZERO = new Cents(0);

    public Cents plus(Cents other) {
        return new Cents(Math.addExact(value, other.value));
    }

    public Cents minus(Cents other) {
        return new Cents(Math.subtractExact(value, other.value));
    }

    @Override
    public int compareTo(Cents other) {
        return Long.compare(value, other.value);
    }
}
