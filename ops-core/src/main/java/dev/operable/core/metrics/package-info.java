/** The metrics of the process and of the service, for Prometheus. */
@NullMarked
package dev.operable.core.metrics;

import org.jspecify.annotations.NullMarked;
