/** Calls to other services by their discovered names. */
@NullMarked
package dev.operable.rpc;

import org.jspecify.annotations.NullMarked;
