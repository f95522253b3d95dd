package dev.conch.db;

/** Where {@link GroupCommitWriter} gets its transactions from, and what went wrong with one. */
interface WriteSessions {
    Dialect dialect();

    /**
     * @throws DatabaseUnavailable if there is no connection
     */
    WriteSession open();

    Trouble troubleWith(WriteSession session, Throwable thrown);

    /** What a failure means for the transaction in which it happened. */
    enum Trouble {
        /** A failure of this piece alone; the transaction can go on without it. */
        PIECE,
        /** Nothing of the transaction is kept; its pieces can run again, one by one. */
        CONFLICT,
        /** The connection or the database is gone. */
        LOST
    }
}
