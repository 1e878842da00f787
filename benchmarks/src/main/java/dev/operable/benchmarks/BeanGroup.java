package dev.operable.benchmarks;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/** {@link Hundred.Group} as a bean of Lightbend Config; what it does not convert from text itself, the setters do. */
public class BeanGroup {
    private String name = "";
    private String host = "";
    private String user = "";
    private int port;
    private int limit;
    private boolean enabled;
    private Duration timeout = Duration.ZERO;
    private URI url = URI.create("");
    private Hundred.Level level = Hundred.Level.LOW;
    private List<String> tags = List.of();

    public String getName() {
        return name;
    }

    public void setName(String name) {
        this.name = name;
    }

    public String getHost() {
        return host;
    }

    public void setHost(String host) {
        this.host = host;
    }

    public String getUser() {
        return user;
    }

    public void setUser(String user) {
        this.user = user;
    }

    public int getPort() {
        return port;
    }

    public void setPort(int port) {
        this.port = port;
    }

    public int getLimit() {
        return limit;
    }

    public void setLimit(int limit) {
        this.limit = limit;
    }

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public Duration getTimeout() {
        return timeout;
    }

    public void setTimeout(Duration timeout) {
        this.timeout = timeout;
    }

    public String getUrl() {
        return url.toString();
    }

    public void setUrl(String text) {
        url = URI.create(text);
    }

    public Hundred.Level getLevel() {
        return level;
    }

    public void setLevel(Hundred.Level level) {
        this.level = level;
    }

    public String getTags() {
        return String.join(",", tags);
    }

    public void setTags(String text) {
        tags = List.of(text.split(",", -1));
    }

    /** What it holds, for the comparison of results. */
    Hundred.Group record() {
        return new Hundred.Group(name, host, user, port, limit, enabled, timeout, url, level, tags);
    }
}
