package dev.operable.health;

import dev.operable.core.Redaction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;

/** AUTH and PING in RESP, the protocol of Redis, Valkey and their kin. */
record RedisCheck(URI uri, Tls tls, Duration patience) implements HealthCheck {
    private static final int PORT = 6379;

    RedisCheck {
        if (uri.getHost() == null
                || Told.hidesLogin(uri)
                || !("redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme()))) {
            throw new IllegalArgumentException(Told.place(uri)
                    + " is not the URI of a Redis server. Write redis://host:6379, or rediss: for TLS,"
                    + " and what is special in a password percent-encoded." + Told.underscore(uri));
        }
    }

    @Override
    public CheckResult run() {
        String what = "Redis at " + uri.getHost() + ":" + port();
        try (Line line = open()) {
            String login = login();
            if (!login.isEmpty()) {
                line.send(login);
                String said = line.readLine();
                if (!said.equals("+OK")) {
                    return CheckResult.fail(what + ": refuses AUTH: " + withoutPassword(error(said)));
                }
            }
            line.send(command("PING"));
            String said = line.readLine();
            return said.equals("+PONG")
                    ? CheckResult.pass()
                    : CheckResult.fail(what + ": answers PING with " + error(said));
        } catch (IOException | GeneralSecurityException failure) {
            return Told.failure(what, failure);
        }
    }

    private Line open() throws IOException, GeneralSecurityException {
        InetSocketAddress to = InetSocketAddress.createUnresolved(Told.host(uri), port());
        return Line.open(to, uri.getScheme().equals("rediss") ? tls.context() : null, patience);
    }

    private int port() {
        return uri.getPort() < 0 ? PORT : uri.getPort();
    }

    /** {@code user:password}, {@code :password}, or nothing; a word alone is the password, as most clients read it. */
    private String login() {
        String info = uri.getUserInfo();
        if (info == null || info.isEmpty()) {
            return "";
        }
        int colon = info.indexOf(':');
        String user = colon < 0 ? "" : info.substring(0, colon);
        return user.isEmpty() ? command("AUTH", password()) : command("AUTH", user, password());
    }

    /** A server that does not know AUTH repeats what it was sent with it. */
    private String withoutPassword(String said) {
        int sent = said.indexOf("with args");
        String told = sent < 0 ? said : said.substring(0, sent) + "with args " + Redaction.MASK;
        return password().isEmpty() ? told : told.replace(password(), Redaction.MASK);
    }

    private String password() {
        String info = uri.getUserInfo();
        return info == null ? "" : info.substring(info.indexOf(':') + 1);
    }

    private static String command(String... words) {
        StringBuilder command = new StringBuilder("*").append(words.length).append("\r\n");
        for (String word : words) {
            command.append('$').append(word.getBytes(StandardCharsets.UTF_8).length);
            command.append("\r\n").append(word).append("\r\n");
        }
        return command.toString();
    }

    private static String error(String said) {
        return said.startsWith("-") ? said.substring(1) : "what is not RESP; is that a Redis server, and is TLS right?";
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "RedisCheck[" + Told.place(uri) + "]";
    }

    @Override
    public boolean external() {
        return true;
    }

    @Override
    public HealthCheck within(Duration timeout) {
        return new RedisCheck(uri, tls, Patience.of(timeout));
    }
}
