/** A pooled database, migrated by Flyway at start. */
@NullMarked
package dev.operable.database;

import org.jspecify.annotations.NullMarked;
