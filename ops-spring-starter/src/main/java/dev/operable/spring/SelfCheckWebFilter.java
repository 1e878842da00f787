package dev.operable.spring;

import dev.operable.health.SelfCheckAnswer;
import dev.operable.health.SelfChecks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Answers {@code /self-check} and the paths below it in a WebFlux application, without details, and passes everything else
 * on. Checks are waited for on threads of its own: neither an event loop nor the application's threads are held up.
 */
final class SelfCheckWebFilter implements WebFilter, Ordered {
    static final String PATH = "/self-check";
    private static final Pattern PARAMETERS = Pattern.compile(";[^/]*+");

    private final SelfChecks checks;
    private final Executor threads;

    SelfCheckWebFilter(SelfChecks checks, Executor threads) {
        this.checks = checks;
        this.threads = threads;
    }

    /** Before whoever asks for a password: probes have none. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 1;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        if (!isSelfCheck(request)) {
            return chain.filter(exchange);
        }
        String path = path(request);
        ServerHttpResponse response = exchange.getResponse();
        boolean head = HttpMethod.HEAD.equals(request.getMethod());
        if (!head && !HttpMethod.GET.equals(request.getMethod())) {
            response.getHeaders().set(HttpHeaders.ALLOW, "GET, HEAD");
            return text(response, HttpStatus.METHOD_NOT_ALLOWED, "Only GET and HEAD are answered here.");
        }
        return Mono.fromCallable(() -> checks.answer(target(path, request), accept(request)))
                .subscribeOn(Schedulers.fromExecutor(threads))
                .flatMap(answer -> send(response, answer, head))
                .onErrorResume(
                        RejectedExecutionException.class,
                        full -> text(response, HttpStatus.SERVICE_UNAVAILABLE, "Too many ask at once."));
    }

    /** Whether it is answered here. */
    static boolean isSelfCheck(ServerHttpRequest request) {
        String path = path(request);
        return path.equals(PATH) || path.startsWith(PATH + "/");
    }

    /** As it came, so that nothing that another part decodes differently is taken for ours; parameters are none of it. */
    private static String path(ServerHttpRequest request) {
        return PARAMETERS
                .matcher(request.getPath().pathWithinApplication().value())
                .replaceAll("");
    }

    private static String target(String path, ServerHttpRequest request) {
        String query = request.getURI().getRawQuery();
        return query == null ? path : path + "?" + query;
    }

    private static @Nullable String accept(ServerHttpRequest request) {
        List<String> all = request.getHeaders().get(HttpHeaders.ACCEPT);
        return all == null || all.isEmpty() ? null : String.join(",", all);
    }

    private static Mono<Void> send(ServerHttpResponse response, SelfCheckAnswer answer, boolean head) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(answer.length());
        try {
            answer.writeTo(body);
        } catch (IOException impossible) {
            return Mono.error(impossible);
        }
        response.setRawStatusCode(answer.status());
        answer.headers().forEach(response.getHeaders()::set);
        response.getHeaders().setContentLength(answer.length());
        return head ? response.setComplete() : write(response, body.toByteArray());
    }

    private static Mono<Void> text(ServerHttpResponse response, HttpStatus status, String text) {
        response.setStatusCode(status);
        response.getHeaders().set(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
        return write(response, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Mono<Void> write(ServerHttpResponse response, byte[] body) {
        DataBuffer buffer = response.bufferFactory().wrap(body);
        return response.writeWith(Mono.just(buffer));
    }
}
