package dev.operable.health.elsewhere;

import dev.operable.health.SelfCheck;
import java.util.function.Consumer;

/** In another package, where a method of the package is overridden by none that only has its name. */
public class Elsewhere {
    private final Consumer<String> called;

    protected Elsewhere(Consumer<String> called) {
        this.called = called;
    }

    @SelfCheck("elsewhere")
    void near() {
        called.accept("Elsewhere.near");
    }
}
