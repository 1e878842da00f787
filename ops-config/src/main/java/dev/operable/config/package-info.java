/** Twelve-factor settings: the environment, bound to validated records. */
@NullMarked
package dev.operable.config;

import org.jspecify.annotations.NullMarked;
