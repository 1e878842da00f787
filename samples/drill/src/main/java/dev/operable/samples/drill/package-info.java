/** Drills: real faults under load, and what the callers noticed. */
@NullMarked
package dev.operable.samples.drill;

import org.jspecify.annotations.NullMarked;
