package dev.operable.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.google.gson.Gson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

final class SecretTest {
    private static final String VALUE = "hunter2 é \ud83d\ude00 \ud800";

    record Login(String user, Secret password) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    private final Secret secret = Secret.of(VALUE);
    private final Login login = new Login("me", secret);

    @Test
    void printsNothingButIsItself() {
        assertThat(secret.reveal()).isEqualTo(VALUE);
        assertThat(secret).hasToString("•••").isEqualTo(Secret.of(VALUE)).isNotEqualTo(Secret.of(VALUE + "x"));
        assertThat(secret)
                .isNotEqualTo(Secret.of(VALUE.replace('\ud800', '\ud801')))
                .isNotEqualTo(VALUE);
        assertThat(secret).hasSameHashCodeAs(Secret.of("x"));
        assertThat(login).hasToString("Login[user=me, password=•••]");
    }

    @Test
    void isOverwrittenWhenItIsDestroyed() throws ReflectiveOperationException {
        Field field = Secret.class.getDeclaredField("value");
        field.setAccessible(true);
        byte[] inside = (byte[]) field.get(secret);
        assertThat(inside).contains((byte) 'h');
        secret.destroy();
        secret.destroy();
        assertThat(inside).containsOnly(0);
        assertThatThrownBy(secret::reveal)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The secret was destroyed. Reveal it before, or do not destroy it.");
        Secret other = Secret.of("");
        other.destroy();
        assertThat(secret).isNotEqualTo(other).isNotEqualTo(Secret.of(VALUE)).hasToString("•••");
        assertThat(secret.equals(secret)).isTrue();
    }

    /** With a field that is not transient, the mapper that reads fields writes the bytes in Base64. */
    @Test
    void jackson2RefusesIt() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        assertThatThrownBy(() -> mapper.writeValueAsString(login))
                .hasMessageContaining("No serializer found for class dev.operable.config.Secret")
                .satisfies(thrown -> withoutValue(thrown.toString()));
        ObjectMapper fields = new ObjectMapper().disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);
        fields.setVisibility(PropertyAccessor.ALL, JsonAutoDetect.Visibility.ANY);
        assertThat(fields.writeValueAsString(login)).isEqualTo("{\"user\":\"me\",\"password\":{}}");
    }

    @Test
    void jackson3WritesAnEmptyObject() {
        assertThat(new JsonMapper().writeValueAsString(login)).isEqualTo("{\"user\":\"me\",\"password\":{}}");
        JsonMapper all = JsonMapper.builder()
                .changeDefaultVisibility(
                        checker -> checker.withVisibility(PropertyAccessor.ALL, JsonAutoDetect.Visibility.ANY))
                .build();
        assertThat(all.writeValueAsString(login)).isEqualTo("{\"user\":\"me\",\"password\":{}}");
    }

    @Test
    void gsonWritesAnEmptyObject() {
        assertThat(new Gson().toJson(login)).isEqualTo("{\"user\":\"me\",\"password\":{}}");
    }

    @Test
    void javaSerializationRefusesIt() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            assertThatThrownBy(() -> out.writeObject(login))
                    .isInstanceOf(NotSerializableException.class)
                    .hasMessage("dev.operable.config.Secret");
        }
        withoutValue(bytes.toString(StandardCharsets.ISO_8859_1));
    }

    private static void withoutValue(String text) {
        assertThat(text)
                .doesNotContain("hunter2")
                .doesNotContain("h\0u\0n")
                .doesNotContain(Base64.getEncoder().encodeToString("hunter2".getBytes(StandardCharsets.UTF_8)));
    }
}
