package dev.operable.health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The status of one GET. Over a line of its own, since a client would keep connections and threads that outlive the check.
 */
record HttpGetCheck(URI url, Tls tls, Duration patience) implements HealthCheck {
    /** RFC 9112, section 4. */
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3})( .*)?");

    private static final int MOST_LINES = 200;

    /** Another protocol follows, and no answer. */
    private static final int SWITCHED = 101;

    HttpGetCheck {
        if (url.getHost() == null || !Html.opens(url)) {
            throw new IllegalArgumentException(
                    Told.place(url) + " is not the http or https URL of a host, for example http://search:9200/."
                            + Told.underscore(url));
        }
    }

    @Override
    public CheckResult run() {
        String what = "GET " + Told.place(url);
        try (Line line = open()) {
            line.send(request());
            int status = status(line);
            if (status == 0) {
                return CheckResult.fail(what + ": the answer is not HTTP");
            }
            CheckResult result = status / 100 == 2
                    ? CheckResult.pass()
                    : CheckResult.fail(what + ": answered " + status + ", not 2xx");
            return result.with("status", status);
        } catch (IOException | GeneralSecurityException failure) {
            return Told.failure(what, failure);
        }
    }

    /** Of the answer, past those that only announce it (RFC 9110, section 15.2); 0 if that is not HTTP. */
    private static int status(Line line) throws IOException {
        for (int lines = 0; lines < MOST_LINES; lines++) {
            Matcher status = STATUS_LINE.matcher(line.readLine());
            int code = status.matches() ? Integer.parseInt(status.group(1)) : 0;
            if (code / 100 != 1 || code == SWITCHED) {
                return code;
            }
            while (!line.readLine().isEmpty()) {
                if (++lines >= MOST_LINES) {
                    break;
                }
            }
        }
        throw new IOException("more than " + MOST_LINES + " lines came before the answer");
    }

    private Line open() throws IOException, GeneralSecurityException {
        boolean secure = url.getScheme().equalsIgnoreCase("https");
        int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        InetSocketAddress to = InetSocketAddress.createUnresolved(Told.host(url), port);
        return Line.open(to, secure ? tls.context() : null, patience);
    }

    private String request() {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        URI ascii = URI.create(url.toASCIIString());
        return "GET " + URI.create(path + query).toASCIIString() + " HTTP/1.1\r\nHost: " + ascii.getHost() + port
                + "\r\nUser-Agent: operable-self-check\r\nAccept: */*\r\nConnection: close\r\n" + login() + "\r\n";
    }

    /** What stands before the host, as browsers and command line tools send it. */
    private String login() {
        String info = url.getUserInfo();
        if (info == null || info.isEmpty()) {
            return "";
        }
        byte[] bytes = info.getBytes(StandardCharsets.UTF_8);
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(bytes) + "\r\n";
    }

    /** Without what may be secret in it. */
    @Override
    public String toString() {
        return "HttpGetCheck[" + Told.place(url) + "]";
    }

    @Override
    public boolean external() {
        return true;
    }

    @Override
    public HealthCheck within(Duration timeout) {
        return new HttpGetCheck(url, tls, Patience.of(timeout));
    }
}
