package dev.operable.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Put before every key of a component that is itself a record: {@code @Prefix("REPLICA_") DatabaseSettings replica}
 * reads {@code REPLICA_DATABASE_URL} where the record alone reads {@code DATABASE_URL}. Without it the keys stay as they
 * are.
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Prefix {
    String value();
}
