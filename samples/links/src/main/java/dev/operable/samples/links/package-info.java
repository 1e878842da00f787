/** A Spring Boot service that shortens links. */
@NullMarked
package dev.operable.samples.links;

import org.jspecify.annotations.NullMarked;
