package dev.conch.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Map;

/** All settings, checked. Its text form shows no secrets. */
public record Config(
        ServerConfig server,
        DataConfig data,
        DbConfig db,
        BootstrapConfig bootstrap,
        WorkerConfig worker,
        UpstreamsConfig upstreams,
        CatalogConfig catalog,
        StudioConfig studio,
        FilesConfig files,
        OutboundConfig outbound,
        WebhooksConfig webhooks,
        LogConfig log) {
    /** Where in the data folder a generated operator's key is kept. */
    public static final String ADMIN_KEY_FILE = "admin.key";

    /**
     * Reads the settings. What the command line says goes before the environment, that before the
     * file, that before the defaults.
     *
     * @param file a conch.toml, which must be there; null for none
     * @param environment variables such as {@code CONCH_SERVER_PORT}; a blank one counts as not
     *     set, and so does one that belongs to no section
     * @param flags values by setting, such as {@code server.port}
     * @throws ConfigException naming every problem, one a line: where it is and what would be right
     */
    public static Config load(
            @Nullable Path file, Map<String, String> environment, Map<String, String> flags) {
        var loader = new Loader();
        if (file != null) {
            loader.readFile(file);
        }
        loader.readEnvironment(environment);
        loader.readFlags(flags);
        return loader.config();
    }

    /** The settings of somebody who set nothing. */
    public static Config defaults() {
        return load(null, Map.of(), Map.of());
    }

    /** The variables of this process: the only place that asks for them. */
    public static Map<String, String> environment() {
        return System.getenv();
    }

    /** A conch.toml with every setting, its comment and its default, each commented out. */
    public static String exampleToml() {
        return Example.toml();
    }
}
