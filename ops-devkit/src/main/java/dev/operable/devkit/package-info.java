/** A Consul-compatible agent inside the process, for development and tests. */
@NullMarked
package dev.operable.devkit;

import org.jspecify.annotations.NullMarked;
