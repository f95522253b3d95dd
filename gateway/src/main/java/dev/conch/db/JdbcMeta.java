package dev.conch.db;

/** Single values in table {@code meta}. */
final class JdbcMeta {
    private static final String INSERT =
            "insert into meta (name, value) values (:name, :value) on conflict do nothing";
    private static final String FIND = "select value from meta where name = :name";

    private JdbcMeta() {}

    /** Keeps {@code value} unless there is one; what there is then. */
    static String keep(Transaction tx, String name, String value) {
        tx.handle().createUpdate(INSERT).bind("name", name).bind("value", value).execute();
        return tx.handle()
                .createQuery(FIND)
                .bind("name", name)
                .map((row, _) -> row.getString(1))
                .one();
    }
}
