package dev.conch.catalog;

/**
 * The catalog that is in force. It may be replaced, whole, while the gateway runs: who serves a
 * request takes it once. Shared between threads.
 */
public final class CurrentCatalog {
    private volatile Catalog catalog;

    public CurrentCatalog(Catalog catalog) {
        this.catalog = catalog;
    }

    public Catalog get() {
        return catalog;
    }

    public void replace(Catalog next) {
        catalog = next;
    }
}
