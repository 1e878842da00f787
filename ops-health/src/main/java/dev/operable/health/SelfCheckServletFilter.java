package dev.operable.health;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.regex.Pattern;

/**
 * Answers {@code /self-check} and the paths below it in a servlet container, without details, and passes everything else
 * on. Safe for use by many threads.
 *
 * <p>Map it to {@code /self-check} and {@code /self-check/*}, before whatever asks for a password: probes have none.
 */
public final class SelfCheckServletFilter implements Filter {
    /** The path, below that of the application. */
    public static final String PATH = "/self-check";

    private static final Pattern PARAMETERS = Pattern.compile(";[^/]*+");

    private final SelfChecks checks;

    public SelfCheckServletFilter(SelfChecks checks) {
        this.checks = checks;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http
                && response instanceof HttpServletResponse answer
                && isSelfCheck(http)) {
            answer(http, answer);
        } else {
            chain.doFilter(request, response);
        }
    }

    /** Whether a request is for {@code /self-check} or a path below it. */
    public static boolean isSelfCheck(HttpServletRequest request) {
        String path = path(request);
        return path.equals(PATH) || path.startsWith(PATH + "/");
    }

    /** As the container maps it: without parameters such as {@code ;jsessionid=1}, which are none of the path. */
    private static String path(HttpServletRequest request) {
        return PARAMETERS
                .matcher(request.getRequestURI()
                        .substring(request.getContextPath().length()))
                .replaceAll("");
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String method = request.getMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            response.setHeader("Allow", "GET, HEAD");
            send(response, Answers.methodNotAllowed(), true);
            return;
        }
        String accept = request.getHeader("Accept") == null
                ? null
                : String.join(",", Collections.list(request.getHeaders("Accept")));
        SelfCheckAnswer answer = checks.answer(path(request), request.getQueryString(), accept, false);
        send(response, answer, method.equals("GET"));
    }

    private static void send(HttpServletResponse response, SelfCheckAnswer answer, boolean withBody)
            throws IOException {
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        response.setContentLength(answer.length());
        if (withBody) {
            answer.writeTo(response.getOutputStream());
        }
    }
}
