package dev.operable.devkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.operable.core.DevelopmentAgent;
import dev.operable.core.DevelopmentAgent.Membership;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SharedAgentTest {
    private static final Duration TAKEOVER = Duration.ofSeconds(2);

    /** A machine that is busy with a whole build delays everything at times. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final List<SharedMember> processes = new ArrayList<>();

    @AfterEach
    void end() {
        processes.forEach(SharedMember::close);
    }

    private SharedMember process(SharedMember member) {
        processes.add(member);
        return member;
    }

    @Test
    void isFoundAsAService() {
        assertThat(ServiceLoader.load(DevelopmentAgent.class))
                .hasOnlyElementsOfType(SharedAgent.class)
                .hasSize(1);
    }

    @Test
    void processesThatStartAtOnceAgreeOnOneAgent() throws Exception {
        for (int i = 0; i < 4; i++) {
            process(SharedMember.join(directory.resolve("meeting")));
        }
        URI address = processes.get(0).address();
        for (SharedMember member : processes) {
            assertThat(member.address()).isEqualTo(address);
        }
        untilReachable(new AgentClient(address));
    }

    @Test
    void anotherTakesOverAtTheSameAddressEachTimeTheHostIsKilled() throws Exception {
        SharedMember first = process(SharedMember.join(directory));
        URI address = first.address();
        SharedMember second = process(SharedMember.join(directory));
        assertThat(second.address()).isEqualTo(address);
        try (Membership third = new SharedAgent().join(directory)) {
            assertThat(third.address()).isEqualTo(address);
            AgentClient agent = new AgentClient(address);
            agent.register("{\"Name\":\"kept-by-the-first\"}");

            first.kill();
            Duration afterFirst = untilReachable(agent);
            assertThat(agent.get("/v1/agent/services").json()).isEmpty();

            second.kill();
            Duration afterSecond = untilReachable(agent);
            // One of the two may have met a busy moment.
            assertThat(List.of(afterFirst, afterSecond)).anyMatch(took -> took.compareTo(TAKEOVER) < 0);
            assertThat(process(SharedMember.join(directory)).address()).isEqualTo(address);
        }
    }

    @Test
    void closingHandsTheAgentToTheNextInTheSameProcessAndInAnother() throws Exception {
        Membership host = new SharedAgent().join(directory);
        Membership next = new SharedAgent().join(directory);
        AgentClient agent = new AgentClient(host.address());
        assertThat(next.address()).isEqualTo(host.address());

        host.close();
        host.close();
        untilReachable(agent);
        SharedMember other = process(SharedMember.join(directory));
        assertThat(other.address()).isEqualTo(next.address());

        next.close();
        untilReachable(agent);
        other.kill();
        assertThat(agent.reachable()).isFalse();
    }

    /** The operating system drops a process's lock when any channel to its file is closed. */
    @Test
    void aMemberThatLeavesDoesNotCostAnotherOfItsProcessTheLock() throws Exception {
        Membership host = new SharedAgent().join(directory);
        new SharedAgent().join(directory).close();
        SharedMember other = process(SharedMember.join(directory));
        assertThat(other.address()).isEqualTo(host.address());
        host.close();
        untilReachable(new AgentClient(other.address()));
    }

    @Test
    void theNextHostTakesTheAddressOfTheLast() throws Exception {
        URI before;
        try (Membership last = new SharedAgent().join(directory)) {
            before = last.address();
        }
        assertThat(new AgentClient(before).reachable()).isFalse();
        try (Membership next = new SharedAgent().join(directory)) {
            assertThat(next.address()).isEqualTo(before);
            untilReachable(new AgentClient(before));
        }
    }

    @Test
    void anAddressFileThatMakesNoSenseIsReplaced() throws Exception {
        for (String nonsense : new String[] {"", "here", "http://example.org:80", "http://127.0.0.1", "{"}) {
            Files.writeString(directory.resolve("agent.address"), nonsense);
            try (Membership member = new SharedAgent().join(directory)) {
                untilReachable(new AgentClient(member.address()));
                assertThat(Files.readString(directory.resolve("agent.address")).strip())
                        .isEqualTo(member.address().toString());
            }
        }
    }

    @Test
    void movesWhenAStrangerSitsOnTheAddressOfBefore() throws Exception {
        try (ServerSocket stranger = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            String taken = "http://127.0.0.1:" + stranger.getLocalPort();
            Files.writeString(directory.resolve("agent.address"), taken);
            try (Membership member = new SharedAgent().join(directory)) {
                assertThat(member.address()).isNotEqualTo(URI.create(taken));
                untilReachable(new AgentClient(member.address()));
            }
        }
    }

    @Test
    void takesOverAsSoonAsAStrangerLeavesThePort() throws Exception {
        SharedMember holder = process(SharedMember.holdLock(directory));
        URI address = holder.address();
        try (Membership member = new SharedAgent().join(directory)) {
            AgentClient agent = new AgentClient(address);
            holder.stopServing();
            try (ServerSocket stranger = new ServerSocket(address.getPort(), 50, InetAddress.getLoopbackAddress())) {
                holder.kill();
                assertThat(stranger.isBound()).isTrue();
                assertThat(agent.reachable()).isFalse();
            }
            untilReachable(agent);
            assertThat(member.address()).isEqualTo(address);
        }
    }

    @Test
    void saysWhoIsInTheWayWhenTheHostDoesNotAnswer() throws Exception {
        SharedMember holder = process(SharedMember.holdLock(directory));
        URI address = holder.address();
        holder.stopServing();
        assertThatThrownBy(() -> SharedMembership.join(directory, Duration.ofMillis(300)))
                .isInstanceOf(IOException.class)
                .hasMessage("a process holds " + directory.resolve("agent.lock") + ", but no agent answers at "
                        + address + " (from " + directory.resolve("agent.address") + "); stop that process");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void costsNothingToFindAPortTakenOverAndOverAgain() throws Exception {
        try (ServerSocket stranger = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            int before = openFiles();
            for (int attempt = 0; attempt < 200; attempt++) {
                assertThatThrownBy(() -> EmbeddedAgent.start(EmbeddedAgent.loopback(stranger.getLocalPort())))
                        .isInstanceOf(BindException.class);
            }
            assertThat(openFiles() - before).isLessThan(100);
        }
    }

    private static int openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return (int) files.count();
        }
    }

    @Test
    void listensOnTheLoopbackInterfaceOnly() {
        assertThatThrownBy(() -> EmbeddedAgent.start(new InetSocketAddress(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("loopback interface only");
    }

    private static Duration untilReachable(AgentClient agent) {
        long started = System.nanoTime();
        while (!agent.reachable()) {
            if (System.nanoTime() - started > LIMIT.toNanos()) {
                throw new AssertionError("nobody answers");
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
