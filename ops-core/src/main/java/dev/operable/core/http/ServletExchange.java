package dev.operable.core.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request to a servlet container. */
final class ServletExchange implements IncomingExchange {
    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private @Nullable Answer answer;

    ServletExchange(HttpServletRequest request, HttpServletResponse response) {
        this.request = request;
        this.response = response;
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public List<String> apply(String name) {
        // The first alone is asked for first, since most headers are not there.
        return request.getHeader(name) == null ? List.of() : Collections.list(request.getHeaders(name));
    }

    @Override
    public boolean mayHaveBody() {
        return true; // of HTTP/2 nothing announces it
    }

    @Override
    public @Nullable InetAddress peer() {
        String address = request.getRemoteAddr();
        // Only what is an address for certain: of a name, the name server would be asked.
        if (address == null || !(address.indexOf(':') >= 0 || address.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}"))) {
            return null;
        }
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException unknown) {
            return null;
        }
    }

    @Override
    public @Nullable String span() {
        return request.getAttribute(IncomingServletFilter.SPAN) instanceof String span ? span : null;
    }

    @Override
    public void answer(String header, String value) {
        response.setHeader(header, value);
    }

    void answer(Refusal refusal) throws IOException {
        byte[] body = refusal.document(this);
        response.setStatus(refusal.status());
        response.setContentLength(body.length);
        if (!method().equals("HEAD")) {
            response.getOutputStream().write(body);
        }
    }

    /** The answer that the application writes to. */
    HttpServletResponse response(boolean countAnswer, BodyGuard body) {
        answer = new Answer(response, countAnswer, body);
        return answer;
    }

    /** The bytes of the answer's body; -1 if nobody counted, or it was written as characters. */
    long sent() {
        return answer == null || !answer.counting || answer.characters ? -1 : answer.sent;
    }

    private static final class Answer extends HttpServletResponseWrapper {
        private final boolean counting;
        private final BodyGuard body;
        private long sent;
        private boolean characters;
        private @Nullable ServletOutputStream stream;

        Answer(HttpServletResponse response, boolean counting, BodyGuard body) {
            super(response);
            this.counting = counting;
            this.body = body;
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            if (!counting) {
                return super.getOutputStream();
            }
            if (stream == null) {
                stream = new CountedOutput(super.getOutputStream(), count -> sent += count);
            }
            return stream;
        }

        @Override
        public PrintWriter getWriter() throws IOException {
            characters = true;
            return super.getWriter();
        }

        @Override
        public void sendError(int status) throws IOException {
            if (body.tooLong()) {
                setStatus(status);
            } else {
                super.sendError(status);
            }
        }

        // After this the answer counts as sent. To a body that is too long, however, the filter has the last word.
        @Override
        public void sendError(int status, String message) throws IOException {
            if (body.tooLong()) {
                setStatus(status);
            } else {
                super.sendError(status, message);
            }
        }
    }
}
