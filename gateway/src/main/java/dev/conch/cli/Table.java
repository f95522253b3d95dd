package dev.conch.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Rows in aligned columns; a column of numbers or amounts is aligned to the right. */
final class Table {
    private static final Pattern NUMBER = Pattern.compile("-?\\$?[0-9][0-9,.]*|-");
    private static final String GAP = "  ";

    private final List<String> headers;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... headers) {
        this.headers = List.of(headers);
    }

    Table row(String... cells) {
        if (cells.length != headers.size()) {
            throw new IllegalArgumentException("a row needs a cell for every header");
        }
        rows.add(List.of(cells));
        return this;
    }

    void print(PrintWriter out) {
        if (rows.isEmpty()) {
            out.println("none");
            return;
        }
        print(out, headers);
        rows.forEach(row -> print(out, row));
    }

    private void print(PrintWriter out, List<String> cells) {
        var line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            var padding = " ".repeat(width(i) - cells.get(i).length());
            line.append(numeric(i) ? padding + cells.get(i) : cells.get(i) + padding);
            line.append(GAP);
        }
        out.println(line.toString().stripTrailing());
    }

    private int width(int column) {
        int width = headers.get(column).length();
        for (var row : rows) {
            width = Math.max(width, row.get(column).length());
        }
        return width;
    }

    private boolean numeric(int column) {
        return rows.stream().allMatch(row -> NUMBER.matcher(row.get(column)).matches());
    }
}
