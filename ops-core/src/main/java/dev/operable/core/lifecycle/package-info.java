/** The ordered and bounded stop of a service, and the workers that it keeps running until then. */
@NullMarked
package dev.operable.core.lifecycle;

import org.jspecify.annotations.NullMarked;
