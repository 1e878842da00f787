package dev.operable.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RpcExceptionTest {
    /** As a cache or a session writes it. The answer itself does not go along. */
    @Test
    void saysWhatWasTriedAfterItWasSerialized() throws Exception {
        RpcException failed;
        try (Server server = Server.start(Server.answering(500, "bad"));
                RpcClients rpc = RpcClients.create(
                        KnownInstances.of(server.port()), RpcOptions.defaults(), new SimpleMeterRegistry())) {
            failed = catchThrowableOfType(
                    RpcException.class, () -> rpc.client("hits").get("/").send());
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(failed);
        }
        RpcException read;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            read = (RpcException) in.readObject();
        }

        assertThat(read.attempts()).isEqualTo(failed.attempts()).hasSize(1);
        assertThat(read.errorDetails()).isEqualTo(failed.errorDetails()).containsEntry("rpc.service", "hits");
        assertThat(read.kind()).isEqualTo(RpcException.Kind.STATUS);
        assertThat(read).hasMessage(failed.getMessage());
        assertThat(read.response()).isEmpty();
    }
}
