package dev.operable.starter;

/** A service that fails where it is closed at once, as a program that does one piece of work and ends. */
final class Batch {
    private Batch() {}

    public static void main(String[] args) {
        try (Ops ops = Ops.service("batch").start()) {
            throw new IllegalStateException("the work of " + ops.identity().name() + " failed");
        }
    }
}
