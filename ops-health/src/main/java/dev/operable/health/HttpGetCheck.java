package dev.operable.health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The status of one GET. Over a line of its own, since a client would keep connections and threads that outlive the check.
 */
record HttpGetCheck(URI url, Tls tls, Duration patience) implements HealthCheck {
    /** RFC 9112, section 4. */
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3})( .*)?");

    HttpGetCheck {
        if (url.getHost() == null || !Html.opens(url)) {
            throw new IllegalArgumentException(
                    Told.place(url) + " is not the http or https URL of a host, for example http://search:9200/.");
        }
    }

    @Override
    public CheckResult run() {
        String what = "GET " + Told.place(url);
        try (Line line = open()) {
            line.send(request());
            Matcher status = STATUS_LINE.matcher(line.readLine());
            if (!status.matches()) {
                return CheckResult.fail(what + ": the answer is not HTTP");
            }
            CheckResult result = status.group(1).startsWith("2")
                    ? CheckResult.pass()
                    : CheckResult.fail(what + ": answered " + status.group(1) + ", not 2xx");
            return result.with("status", Integer.parseInt(status.group(1)));
        } catch (IOException | GeneralSecurityException failure) {
            return Told.failure(what, failure);
        }
    }

    private Line open() throws IOException, GeneralSecurityException {
        boolean secure = url.getScheme().equalsIgnoreCase("https");
        int port = url.getPort() >= 0 ? url.getPort() : secure ? 443 : 80;
        Line line = Line.open(InetSocketAddress.createUnresolved(Told.host(url), port), Deadline.in(patience));
        return secure ? line.encrypted(tls.context(), Told.host(url), true) : line;
    }

    private String request() {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        URI ascii = URI.create(url.toASCIIString());
        return "GET " + URI.create(path + query).toASCIIString() + " HTTP/1.1\r\nHost: " + ascii.getHost() + port
                + "\r\nUser-Agent: operable-self-check\r\nAccept: */*\r\nConnection: close\r\n\r\n";
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
