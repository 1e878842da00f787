/** Drives the samples: shortens, follows, kills, counts. */
@NullMarked
package dev.operable.samples.demo;

import org.jspecify.annotations.NullMarked;
