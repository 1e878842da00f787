/** What every module shares: who this process is. */
@NullMarked
package dev.operable.core;

import org.jspecify.annotations.NullMarked;
