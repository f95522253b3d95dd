package dev.conch.config;

/** Writes the example file. */
final class Example {
    private static final int WIDTH = 100;
    private static final String HEAD =
            """
            # Settings of Conch. Every line below shows a default: take away the # to change it.
            #
            # Each setting has an environment variable too, which goes before this file: CONCH_, then the
            # section, then the name, as in CONCH_SERVER_PORT. The command line goes before both.
            """;

    private Example() {}

    static String toml() {
        var out = new StringBuilder(HEAD);
        Settings.SECTIONS.forEach(
                (section, about) -> {
                    out.append("\n# ").append(about).append("\n[").append(section).append("]\n");
                    for (Setting<?, ?> setting : Settings.ALL) {
                        if (setting.section().equals(section)) {
                            append(out, setting);
                        }
                    }
                });
        return out.toString();
    }

    private static void append(StringBuilder out, Setting<?, ?> setting) {
        out.append('\n');
        var line = new StringBuilder("#");
        for (String word : setting.comment().split(" ")) {
            if (line.length() + 1 + word.length() > WIDTH) {
                out.append(line).append('\n');
                line = new StringBuilder("#");
            }
            line.append(' ').append(word);
        }
        out.append(line).append('\n');
        out.append("# Must be ").append(setting.kind().expected()).append(".\n");
        out.append("# ").append(setting.name()).append(" = ");
        out.append(setting.presetInFile()).append('\n');
    }
}
