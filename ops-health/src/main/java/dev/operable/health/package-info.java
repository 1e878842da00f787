/** Self-checks annotated in code, answered at {@code /self-check}. */
@NullMarked
package dev.operable.health;

import org.jspecify.annotations.NullMarked;
