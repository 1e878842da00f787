/** The composition root of a plain Java service. */
@NullMarked
package dev.operable.starter;

import org.jspecify.annotations.NullMarked;
