/** The ordered and bounded stop of a service. */
@NullMarked
package dev.operable.core.lifecycle;

import org.jspecify.annotations.NullMarked;
