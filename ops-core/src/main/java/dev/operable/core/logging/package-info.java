/** Structured logs on standard output, without any configuration file. */
@NullMarked
package dev.operable.core.logging;

import org.jspecify.annotations.NullMarked;
