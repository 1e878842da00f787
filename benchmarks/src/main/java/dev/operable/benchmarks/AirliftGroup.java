package dev.operable.benchmarks;

import com.google.common.base.Splitter;
import io.airlift.configuration.Config;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** {@link Hundred.Group} as Airlift configures it; what it does not convert itself, its setters do. */
// Error Prone takes the annotation for a qualifier of injection that carries its name.
@SuppressWarnings("UnnecessaryQualifier")
public class AirliftGroup {
    private static final Splitter COMMA = Splitter.on(',');

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

    @Config("name")
    public AirliftGroup setName(String name) {
        this.name = name;
        return this;
    }

    public String getHost() {
        return host;
    }

    @Config("host")
    public AirliftGroup setHost(String host) {
        this.host = host;
        return this;
    }

    public String getUser() {
        return user;
    }

    @Config("user")
    public AirliftGroup setUser(String user) {
        this.user = user;
        return this;
    }

    public int getPort() {
        return port;
    }

    @Config("port")
    public AirliftGroup setPort(int port) {
        this.port = port;
        return this;
    }

    public int getLimit() {
        return limit;
    }

    @Config("limit")
    public AirliftGroup setLimit(int limit) {
        this.limit = limit;
        return this;
    }

    public boolean isEnabled() {
        return enabled;
    }

    @Config("enabled")
    public AirliftGroup setEnabled(boolean enabled) {
        this.enabled = enabled;
        return this;
    }

    public Duration getTimeout() {
        return timeout;
    }

    @Config("timeout")
    public AirliftGroup setTimeout(String text) {
        timeout = Duration.parse("PT" + text);
        return this;
    }

    public URI getUrl() {
        return url;
    }

    @Config("url")
    public AirliftGroup setUrl(String text) {
        url = URI.create(text);
        return this;
    }

    public Hundred.Level getLevel() {
        return level;
    }

    @Config("level")
    public AirliftGroup setLevel(Hundred.Level level) {
        this.level = level;
        return this;
    }

    public List<String> getTags() {
        return tags;
    }

    @Config("tags")
    public AirliftGroup setTags(String text) {
        tags = COMMA.splitToList(text);
        return this;
    }

    /** What it holds, for the comparison of results. */
    Hundred.Group record() {
        return new Hundred.Group(name, host, user, port, limit, enabled, timeout, url, level, tags);
    }
}
