/** The HTTP server for those who run the service, apart from the service's own. */
@NullMarked
package dev.operable.core.admin;

import org.jspecify.annotations.NullMarked;
