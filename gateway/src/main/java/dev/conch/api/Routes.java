package dev.conch.api;

/** A group of routes. */
@FunctionalInterface
public interface Routes {
    void addTo(RouteTable table);
}
