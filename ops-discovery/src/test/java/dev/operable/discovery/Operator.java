package dev.operable.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** Consul's keys as an operator changes them. */
final class Operator {
    /** One for all: with one each, whoever asks again and again has 200 connections before long, and is hung up on. */
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI consul;
    private final String token;

    Operator(URI consul) {
        this(consul, "");
    }

    Operator(URI consul, String token) {
        this.consul = consul;
        this.token = token;
    }

    void put(String key, String value) throws Exception {
        put(key, value.getBytes(StandardCharsets.UTF_8));
    }

    void put(String key, byte[] value) throws Exception {
        assertThat(send("PUT", "/v1/kv/" + key, value)).isEqualTo("true");
    }

    void delete(String key) throws Exception {
        assertThat(send("DELETE", "/v1/kv/" + key, new byte[0])).isEqualTo("true");
    }

    String get(String target) throws Exception {
        return send("GET", target, new byte[0]);
    }

    /** The answer, for whoever looks again and again; empty when there is none. */
    String text(String target) {
        try {
            return get(target);
        } catch (IOException away) {
            return "";
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    String send(String method, String target, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(consul.resolve(target))
                .method(method, BodyPublishers.ofByteArray(body))
                .header("X-Consul-Token", token)
                .build();
        return HTTP.send(request, BodyHandlers.ofString()).body().strip();
    }
}
