package dev.operable.rpc;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * Says a type with its arguments, which a class alone does not. Immutable and safe for use by many threads.
 *
 * <pre>{@code
 * List<HitCount> counts = hits.get("/counts").as(new JsonType<List<HitCount>>() {});
 * }</pre>
 *
 * @param <T> the type that is meant
 */
public abstract class JsonType<T> {
    private final Type type;

    /**
     * For a subclass without a body, which is where the type stands.
     *
     * @throws IllegalStateException if the subclass does not say the type
     */
    protected JsonType() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parent)
                || parent.getRawType() != JsonType.class) {
            throw new IllegalStateException(
                    "A JsonType says its type where it is made: new JsonType<List<HitCount>>() {}");
        }
        type = parent.getActualTypeArguments()[0];
    }

    /** The type as reflection has it. */
    public final Type type() {
        return type;
    }

    @Override
    public final String toString() {
        return type.getTypeName();
    }
}
