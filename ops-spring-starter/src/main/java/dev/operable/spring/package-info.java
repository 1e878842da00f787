/** The composition root of a Spring Boot application. */
@NullMarked
package dev.operable.spring;

import org.jspecify.annotations.NullMarked;
