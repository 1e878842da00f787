/** A plain Java service that counts the hits of links, each once. */
@NullMarked
package dev.operable.samples.hits;

import org.jspecify.annotations.NullMarked;
