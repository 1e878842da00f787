/** Measurements beside peers. Only ratios of one run mean anything. */
@NullMarked
package dev.operable.benchmarks;

import org.jspecify.annotations.NullMarked;
