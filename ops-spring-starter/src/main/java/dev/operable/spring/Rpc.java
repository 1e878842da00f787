package dev.operable.spring;

import dev.operable.rpc.RpcClient;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.beans.factory.annotation.Qualifier;

/**
 * Says which service an injected {@link RpcClient} calls, on a parameter of a constructor or of a bean method, or on a field.
 *
 * <pre>{@code
 * LinksController(@Rpc("hits") RpcClient hits) { ... }
 * }</pre>
 *
 * <p>An {@code RpcClient} bean of the application's own that has the name of the service takes the place of ours.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.PARAMETER, ElementType.FIELD})
@Qualifier(InjectedClient.OF_ANY_SERVICE)
public @interface Rpc {
    /** The name of the service. */
    String value();
}
