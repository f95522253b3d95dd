package dev.conch.asset;

/** What came of the wish to delete content. */
public enum Removal {
    /** It was there, and is not any more. */
    REMOVED,
    /** It was not there. */
    ABSENT,
    /** Somebody needs it. */
    IN_USE,
    /** It was put so lately that its row may not be written yet: ask again later. */
    TOO_YOUNG
}
