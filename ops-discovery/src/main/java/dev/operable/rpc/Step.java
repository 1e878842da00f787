package dev.operable.rpc;

/** One step of the pipeline. Safe for use by many threads; what belongs to one call is in the {@link Call}. */
interface Step {
    Outcome run(Call call);
}
