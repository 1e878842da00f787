/** Where errors that somebody must look at are reported. */
@NullMarked
package dev.operable.core.errors;

import org.jspecify.annotations.NullMarked;
