package dev.operable.rpc;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import okhttp3.Request;
import retrofit2.Invocation;
import retrofit2.http.DELETE;
import retrofit2.http.GET;
import retrofit2.http.HEAD;
import retrofit2.http.HTTP;
import retrofit2.http.OPTIONS;
import retrofit2.http.PATCH;
import retrofit2.http.POST;
import retrofit2.http.PUT;

/** What the annotation of a method says of its path, for the metrics. */
final class RetrofitTemplate {
    /** A path that came as a parameter. */
    private static final String ANY_PATH = "/**";

    private RetrofitTemplate() {}

    static String of(Request request) {
        Invocation invocation = request.tag(Invocation.class);
        String path = invocation == null ? "" : path(invocation.method()).split("\\?", 2)[0];
        if (path.isEmpty()) {
            return ANY_PATH;
        }
        return path.startsWith("/") ? path : "/" + path;
    }

    private static String path(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            String path = path(annotation);
            if (!path.isEmpty()) {
                return path;
            }
        }
        return "";
    }

    private static String path(Annotation annotation) {
        if (annotation instanceof GET get) {
            return get.value();
        }
        if (annotation instanceof POST post) {
            return post.value();
        }
        if (annotation instanceof PUT put) {
            return put.value();
        }
        if (annotation instanceof DELETE delete) {
            return delete.value();
        }
        if (annotation instanceof PATCH patch) {
            return patch.value();
        }
        if (annotation instanceof HEAD head) {
            return head.value();
        }
        if (annotation instanceof OPTIONS options) {
            return options.value();
        }
        return annotation instanceof HTTP http ? http.path() : "";
    }
}
