package dev.conch.provider;

import dev.conch.base.ErrorCode;
import dev.conch.base.GatewayException;
import java.util.List;
import java.util.Optional;

/** The providers of this gateway and which of them serves a model. */
public final class Providers {
    private final List<VideoProvider> providers;

    public Providers(List<VideoProvider> providers) {
        this.providers = List.copyOf(providers);
    }

    /**
     * The provider that a new task for {@code model} goes to.
     *
     * @throws GatewayException {@code unavailable} when none serves it
     */
    public VideoProvider forModel(String model) {
        if (providers.isEmpty()) {
            throw new GatewayException(
                    ErrorCode.UNAVAILABLE,
                    "No active channel available for " + model + ": the operator has enabled none");
        }
        return providers.getFirst();
    }

    /** The provider called {@code name}; empty when it is not configured any more. */
    public Optional<VideoProvider> find(String name) {
        return providers.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    public List<VideoProvider> all() {
        return providers;
    }
}
