package dev.conch.catalog;

/** A catalog file is wrong; the message names the file, the place in it and what would be right. */
public final class CatalogException extends RuntimeException {
    CatalogException(String message) {
        super(message);
    }
}
