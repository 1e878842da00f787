package dev.operable.core.http;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every request to a servlet container gets: the same as from {@link IncomingFilter}, but that an exception is passed
 * on to the container, which answers it and logs it. Safe for use by many threads.
 *
 * <p>Map it to {@code /*}, before other filters, for the dispatcher types {@code REQUEST}, {@code ASYNC} and {@code ERROR}
 * (in the latter two it restores the context), and with {@code asyncSupported}. An asynchronous request is in flight until
 * it is complete.
 */
public final class IncomingServletFilter implements Filter {
    /**
     * The attribute of a request in which a filter before this one says which span a tracing system has begun for it, as the
     * header {@code traceparent} does. See {@link RequestContext#withSpan}.
     */
    public static final String SPAN = IncomingServletFilter.class.getName() + ".span";

    private static final Logger log = LoggerFactory.getLogger(IncomingServletFilter.class);
    private static final String CALL = IncomingServletFilter.class.getName() + ".call";

    private final IncomingRequests requests;
    private final Function<HttpServletRequest, String> route;
    private final Predicate<HttpServletRequest> urgent;

    /** The uri of the timer is the pattern that the servlet is mapped to, for example {@code /links/*}. */
    public IncomingServletFilter(IncomingRequests requests) {
        this(requests, request -> request.getHttpServletMapping().getPattern());
    }

    /**
     * @param route the uri that the timer shows for a request: a template such as {@code /links/{id}}, never the path
     *     itself, for each value is a series of its own; asked for after the request was worked on
     */
    public IncomingServletFilter(IncomingRequests requests, Function<HttpServletRequest, String> route) {
        this(requests, route, request -> false);
    }

    /**
     * @param urgent what is never refused, for example a self-check: a service that is only busy must not be taken for a dead
     *     one
     */
    public IncomingServletFilter(
            IncomingRequests requests,
            Function<HttpServletRequest, String> route,
            Predicate<HttpServletRequest> urgent) {
        this.requests = requests;
        this.route = route;
        this.urgent = urgent;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse answer) {
            if (http.getAttribute(CALL) instanceof IncomingCall call) {
                again(call, http, answer, chain);
            } else {
                first(http, answer, chain);
            }
        } else {
            chain.doFilter(request, response);
        }
    }

    /** Another dispatch of a request that is known. */
    private static void again(
            IncomingCall call, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Scope scope = Scope.open(call.context());
        try {
            chain.doFilter(request, response);
        } finally {
            scope.leave();
        }
    }

    private void first(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        ServletExchange incoming = new ServletExchange(request, response);
        IncomingCall call = requests.begin(incoming, urgent.test(request));
        Throwable error = null;
        Scope scope = Scope.open(call.context());
        try {
            request.setAttribute(CALL, call);
            handle(incoming, call, request, response, chain);
        } catch (IOException | ServletException | RuntimeException | Error thrown) {
            error = thrown instanceof ServletException && thrown.getCause() != null ? thrown.getCause() : thrown;
            if (isLeftToUs(request, response, thrown)) {
                log.atError()
                        .addKeyValue("method", request.getMethod())
                        .addKeyValue("path", request.getRequestURI())
                        .setCause(error)
                        .log("A request failed.");
            }
            throw thrown;
        } finally {
            try {
                ServletEnd end = new ServletEnd(call, incoming, response, () -> route.apply(request));
                if (error != null || !request.isAsyncStarted() || !end.follows(request.getAsyncContext())) {
                    end.now(error);
                }
            } finally {
                scope.leave();
            }
        }
    }

    /**
     * Containers log what comes out of an application as an error; Jetty warns of it, as it does of what callers do wrong. It is
     * none that the caller of an answer went away.
     */
    private static boolean isLeftToUs(HttpServletRequest request, HttpServletResponse response, Throwable thrown) {
        String container = request.getServletContext().getServerInfo();
        return container.toLowerCase(Locale.ROOT).startsWith("jetty")
                && !(thrown instanceof IOException && response.isCommitted());
    }

    private void handle(
            ServletExchange incoming,
            IncomingCall call,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        if (call.refusal().isPresent()) {
            incoming.answer(call.refusal().get());
            return;
        }
        BodyGuard body = call.body();
        try {
            chain.doFilter(new GuardedRequest(request, body), incoming.response(requests.countsBytes(), body));
        } catch (IOException | ServletException | RuntimeException error) {
            if (!body.caused(error) || response.isCommitted()) {
                throw error;
            }
            log.atDebug().setCause(error).log("The body of a request could not be read.");
            replace(incoming, response, call.badBody());
            return;
        }
        // A framework makes of the exception what it makes of any body that it cannot read.
        if (body.tooLong() && !response.isCommitted() && !request.isAsyncStarted()) {
            replace(incoming, response, call.badBody());
        }
    }

    private static void replace(ServletExchange incoming, HttpServletResponse response, Refusal refusal)
            throws IOException {
        @Nullable String requestId = response.getHeader(RequestContext.REQUEST_ID_HEADER);
        response.reset();
        if (requestId != null) {
            response.setHeader(RequestContext.REQUEST_ID_HEADER, requestId);
        }
        incoming.answer(refusal);
    }
}
