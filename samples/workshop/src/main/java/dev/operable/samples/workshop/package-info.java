/** A workshop for bicycles: an ordinary application, of which no line knows Operable. */
@NullMarked
package dev.operable.samples.workshop;

import org.jspecify.annotations.NullMarked;
