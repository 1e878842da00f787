package dev.operable.discovery;

/** Finds the instances of services by name. Safe for use by many threads. */
public interface Discovery extends AutoCloseable {
    /** The live view of a service; the same object for the same name. Looking starts with the first call for a name. */
    Instances instances(String service);

    /** Stops looking. The views keep what they saw last. */
    @Override
    void close();
}
