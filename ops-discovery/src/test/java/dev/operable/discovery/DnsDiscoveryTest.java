package dev.operable.discovery;

import static dev.operable.discovery.FakeDns.record;
import static dev.operable.discovery.Within.throughout;
import static dev.operable.discovery.Within.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsmessage.DnsMessage.RESPONSE_CODE;
import org.minidns.dnsmessage.Question;
import org.minidns.record.A;
import org.minidns.record.AAAA;
import org.minidns.record.CNAME;
import org.minidns.record.Record.TYPE;
import org.minidns.record.SRV;

class DnsDiscoveryTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String NAME = "_http._tcp.hits.shop.example";

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private FakeDns dns;
    private Discovery discovery;

    @BeforeEach
    void start() throws IOException {
        dns = new FakeDns(DnsDiscoveryTest::twoServices);
        discovery = open(DnsSettings.services("_http._tcp.{service}.shop.example"));
    }

    @AfterEach
    void stop() {
        discovery.close();
        dns.close();
    }

    private Discovery open(DnsSettings settings) {
        return new DnsDiscovery(
                new DnsLookup(settings.withServer(dns.server()), DnsServers.ofThisMachine()), Fast.PACE, registry);
    }

    private static DnsMessage.Builder twoServices(Question question, DnsMessage.Builder answer) {
        return services(answer, 60, "10.0.0.7", "10.0.0.8");
    }

    private static DnsMessage.Builder services(DnsMessage.Builder answer, long ttl, String... addresses) {
        for (String address : addresses) {
            String pod = "pod-" + address.replace('.', '-') + ".example";
            answer.addAnswer(record(NAME, TYPE.SRV, ttl, new SRV(10, 5, 8080, pod)));
            answer.addAdditionalResourceRecord(record(pod, TYPE.A, ttl, new A(address)));
        }
        return answer;
    }

    private static List<String> addresses(Instances instances) {
        return instances.current().instances().stream()
                .map(ServiceInstance::address)
                .sorted()
                .toList();
    }

    @Test
    void servicesHaveTheirPortsAndWeights() throws Exception {
        Instances hits = discovery.instances("hits");
        InstanceSet set = hits.await(SOON);
        assertThat(set.source()).isEqualTo("dns");
        assertThat(addresses(hits)).containsExactly("10.0.0.7:8080", "10.0.0.8:8080");
        assertThat(set.instances()).allMatch(each -> each.weight() == 5);
        assertThat(dns.questions).hasSize(1);
        assertThat(dns.questions.get(0)).isEqualTo(new Question(NAME, TYPE.SRV));
        assertThat(discovery.instances("hits")).isSameAs(hits);
        assertThat(discovery.knows("hits")).isTrue();
    }

    @Test
    void ofTheServicesThoseOfTheBestPriorityAreUsed() throws Exception {
        dns.answers = (question, answer) -> services(answer, 60, "10.0.0.7")
                .addAnswer(record(NAME, TYPE.SRV, 60, new SRV(20, 5, 8080, "backup.example")))
                .addAdditionalResourceRecord(record("backup.example", TYPE.A, 60, new A("10.9.9.9")));
        Instances hits = discovery.instances("hits");
        hits.await(SOON);
        assertThat(addresses(hits)).containsExactly("10.0.0.7:8080");
    }

    @Test
    void aTargetWhoseAddressDidNotComeAlongIsAskedFor() throws Exception {
        dns.answers = (question, answer) -> question.type == TYPE.SRV
                ? answer.addAnswer(record(NAME, TYPE.SRV, 60, new SRV(1, 0, 81, "pod.example")))
                : question.type == TYPE.A
                        ? answer.addAnswer(record("pod.example", TYPE.A, 60, new A("10.0.0.9")))
                        : answer;
        Instances hits = discovery.instances("hits");
        hits.await(SOON);
        assertThat(addresses(hits)).containsExactly("10.0.0.9:81");
        assertThat(hits.current().instances().get(0).weight()).isEqualTo(1);
    }

    @Test
    void addressesAreFoundBehindAnAliasAndHaveTheGivenPort() throws Exception {
        dns.answers = (question, answer) -> {
            answer.addAnswer(record("hits.example", TYPE.CNAME, 60, new CNAME("other.example")));
            return question.type == TYPE.A
                    ? answer.addAnswer(record("other.example", TYPE.A, 60, new A("10.0.0.7")))
                    : answer.addAnswer(record("other.example", TYPE.AAAA, 60, new AAAA("2001:db8::7")));
        };
        try (Discovery byAddress = open(DnsSettings.addresses("{service}.example", 8080))) {
            Instances hits = byAddress.instances("hits");
            hits.await(SOON);
            assertThat(addresses(hits)).containsExactly("10.0.0.7:8080", "[2001:db8:0:0:0:0:0:7]:8080");
        }
    }

    @Test
    void anAnswerIsAskedForAgainWhenItHasRunOutAndNotBefore() throws Exception {
        Instances hits = discovery.instances("hits");
        hits.await(SOON);
        throughout(Duration.ofMillis(1500), "it is true for 60 s", () -> dns.questions.size() == 1);
        dns.answers = (question, answer) -> services(answer, 1, "10.0.0.7");
        Instances others = discovery.instances("others");
        others.await(SOON);
        dns.answers = (question, answer) -> services(answer, 60, "10.0.0.9");
        within(SOON, "it is asked again after 1 s", () -> addresses(others).equals(List.of("10.0.0.9:8080")));
    }

    /** Without the wish it is asked after the 60 s of its answer; without the bound, at once. */
    @Test
    void whoeverWishesItAllTheTimeHasItAskedEachSecond() throws Exception {
        long start = System.nanoTime();
        Instances hits = discovery.instances("hits");
        hits.await(SOON);
        for (int change = 1; change <= 2; change++) {
            String moved = "10.0.1." + change;
            dns.answers = (question, answer) -> services(answer, 60, moved);
            within(SOON, "change " + change, () -> {
                hits.lookAgain();
                return addresses(hits).equals(List.of(moved + ":8080"));
            });
        }
        int asked = dns.questions.size();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(took).isBetween(Duration.ofMillis(1900), Duration.ofSeconds(30));
        assertThat((long) asked).isBetween(3L, took.toSeconds() + 2);
    }

    @Test
    void aLongAnswerComesOverTcp() throws Exception {
        String[] many = new String[200];
        for (int i = 0; i < many.length; i++) {
            many[i] = "10.0.1." + i;
        }
        dns.answers = (question, answer) ->
                dns.questions.size() == 1 ? answer.setTruncated(true) : services(answer, 60, many);
        Instances hits = discovery.instances("hits");
        hits.await(SOON);
        assertThat(addresses(hits)).hasSize(200);
    }

    /** Without the guard and the kept set, either of these would leave a caller with nobody to call. */
    @Test
    void whenDnsIsSilentOrBrokenTheInstancesSeenLastStayAndItIsSaidOnce() throws Exception {
        dns.answers = (question, answer) -> services(answer, 1, "10.0.0.7");
        try (Logged logged = new Logged()) {
            Instances hits = discovery.instances("hits");
            hits.await(SOON);
            dns.answers = (question, answer) -> answer.setResponseCode(RESPONSE_CODE.SERVER_FAIL);
            within(SOON, "it fails", () -> logged.warnings().size() == 1);
            dns.answers = (question, answer) -> {
                throw new IOException("silent");
            };
            int asked = dns.questions.size();
            within(SOON, "it is tried again", () -> dns.questions.size() > asked + 2);
            assertThat(addresses(hits)).containsExactly("10.0.0.7:8080");
            assertThat(logged.warnings()).hasSize(1);
            assertThat(logged.warnings().get(0)).contains("DNS does not answer for hits", "SERVER_FAIL");
            assertThat(registry.get("ops.dns.errors").counter().count()).isGreaterThan(1);
            dns.answers = (question, answer) -> services(answer, 1, "10.0.0.8");
            within(SOON, "it works again", () -> addresses(hits).equals(List.of("10.0.0.8:8080")));
        }
    }

    @Test
    void anAnswerToAnotherQuestionIsNone() throws Exception {
        dns.answers = (question, answer) ->
                twoServices(question, answer).setQuestion(new Question("_http._tcp.evil.example", TYPE.SRV));
        assertThat(discovery.instances("hits").await(Duration.ofSeconds(1)).version())
                .isZero();
    }

    @Test
    void aNameThatIsGoneIsBelievedAfterAWhile() throws Exception {
        dns.answers = (question, answer) -> services(answer, 1, "10.0.0.7");
        Instances hits = discovery.instances("hits");
        hits.await(SOON);
        try (Logged logged = new Logged()) {
            dns.answers = (question, answer) -> answer.setResponseCode(RESPONSE_CODE.NX_DOMAIN);
            within(SOON, "it is seen", () -> logged.warnings().size() == 1);
            assertThat(addresses(hits)).containsExactly("10.0.0.7:8080");
            within(SOON, "it is believed", () -> addresses(hits).isEmpty());
        }
    }

    @Test
    void anAddressOfTheCloudsMetadataIsRefused() throws Exception {
        dns.answers = (question, answer) -> services(answer, 60, "10.0.0.7", "169.254.169.254");
        Instances hits = discovery.instances("hits");
        hits.await(SOON);
        assertThat(addresses(hits)).containsExactly("10.0.0.7:8080");
        assertThat(registry.get("ops.discovery.refused").counter().count()).isEqualTo(1);
    }

    @Test
    void readingNeverWaitsAndClosingEndsTheThreads() throws Exception {
        dns.answers = (question, answer) -> {
            throw new IOException("silent");
        };
        long start = System.nanoTime();
        Instances hits = discovery.instances("hits");
        assertThat(hits.current().instances()).isEmpty();
        assertThat(hits.await(Duration.ofMillis(100)).version()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        discovery.close();
        discovery.close();
        within(SOON, "the threads end", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("ops-dns-")));
        assertThat(registry.find("ops.discovery.age").meters()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"dns.example", "127.0.0.1:x", "1.2.3", "999.1.1.1", "127.0.0.1:0", "127.0.0.1:70000", "", "::1"})
    void aServerIsAnAddress(String server) {
        DnsSettings settings = DnsSettings.services("{service}");
        assertThatThrownBy(() -> settings.withServer(server))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("OPS_DNS_SERVER");
    }

    @Test
    void settingsSayWhatIsWrong() {
        assertThat(DnsSettings.services("{service}")
                        .withServer("[2001:db8::1]:8600")
                        .serverAddress())
                .contains(new InetSocketAddress("2001:db8::1", 8600));
        assertThat(DnsSettings.services("{service}").withServer("10.0.0.1").serverAddress())
                .contains(new InetSocketAddress("10.0.0.1", 53));
        assertThatThrownBy(() -> DnsSettings.services("hits.example")).hasMessageContaining("has no {service}");
        assertThatThrownBy(() -> DnsSettings.addresses("{service}", 0)).hasMessageContaining("OPS_DNS_PORT");
        assertThatThrownBy(() -> new DiscoverySettings(
                        DiscoverySettings.Mode.DNS,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))
                .hasMessageContaining("OPS_DNS_NAME is missing");
    }

    @Test
    void theSystemsServersAreReadFromItsFile(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("resolv.conf"), """
            # nameserver 10.0.0.1
            search example
            nameserver 10.0.0.2
            nameserver fe80::1%eth0
            nameserver nonsense
            nameserver 10.0.0.3 # the other
            """);
        assertThat(new DnsServers(file).present())
                .containsExactly(
                        new InetSocketAddress("10.0.0.2", 53),
                        new InetSocketAddress("fe80::1", 53),
                        new InetSocketAddress("10.0.0.3", 53));
        Files.writeString(file, "");
        assertThat(new DnsServers(file).present()).hasSize(1);
    }
}
