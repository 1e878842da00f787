/** What every incoming request gets: a timer, a request id, a place among those in flight. */
@NullMarked
package dev.operable.core.http;

import org.jspecify.annotations.NullMarked;
