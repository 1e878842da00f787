package dev.operable.rpc;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;
import retrofit2.Converter;
import retrofit2.Retrofit;
import tools.jackson.core.JacksonException;

/** Bodies of Retrofit's interfaces as JSON, by the same mapper as everywhere. */
final class RetrofitJson extends Converter.Factory {
    private static final MediaType JSON = MediaType.get("application/json");

    private final Json json;

    RetrofitJson(Json json) {
        this.json = json;
    }

    @Override
    public Converter<ResponseBody, ?> responseBodyConverter(Type type, Annotation[] annotations, Retrofit retrofit) {
        return body -> read(body, type);
    }

    @Override
    public Converter<?, RequestBody> requestBodyConverter(
            Type type, Annotation[] ofParameter, Annotation[] ofMethod, Retrofit retrofit) {
        return value -> RequestBody.create(json.write(value), JSON);
    }

    private @Nullable Object read(ResponseBody body, Type type) throws IOException {
        try (body) {
            return type == String.class ? body.string() : json.value(body.bytes(), type);
        } catch (JacksonException e) {
            throw new IOException("the answer is not JSON of a " + type.getTypeName(), e);
        }
    }
}
