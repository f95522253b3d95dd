package dev.conch.base;

/** Text that must not appear in logs, answers or error messages. */
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "[secret]";
    }
}
