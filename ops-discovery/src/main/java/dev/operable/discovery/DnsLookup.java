package dev.operable.discovery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsmessage.DnsMessage.RESPONSE_CODE;
import org.minidns.dnsmessage.Question;
import org.minidns.dnsname.DnsName;
import org.minidns.record.InternetAddressRR;
import org.minidns.record.Record;
import org.minidns.record.SRV;
import org.minidns.source.NetworkDataSource;

/** Asks DNS once for the instances of a service, over UDP and, for long answers, TCP. Blocks its thread, within bounds. */
final class DnsLookup {
    private static final Duration EACH_SERVER = Duration.ofMillis(1500);
    private static final int MOST_INSTANCES = 1000;
    private static final long NEGATIVE_SECONDS = 5;

    private final DnsSettings settings;
    private final DnsServers servers;
    private final SecureRandom random = new SecureRandom();
    private final NetworkDataSource network = new NetworkDataSource();
    private final AddressRules rules = new AddressRules(true);

    /**
     * What DNS says.
     *
     * @param ttl how long it is true
     * @param refused why others cannot be called, as clauses for people
     */
    record Found(List<ServiceInstance> instances, Duration ttl, List<String> refused) {}

    private record Target(InetAddress address, int port, int weight) {}

    DnsLookup(DnsSettings settings, DnsServers servers) {
        this.settings = settings;
        this.servers = servers;
        network.setTimeout((int) EACH_SERVER.toMillis());
    }

    /** Fails when nobody answers; that there is no such name is an answer. */
    Found find(String service) throws IOException {
        DnsName name = DnsName.from(settings.nameOf(service));
        Ttl ttl = new Ttl();
        List<Target> targets =
                settings.port().isPresent() ? addresses(name, settings.port().get(), 1, ttl) : services(name, ttl);
        Map<String, ServiceInstance> instances = new LinkedHashMap<>();
        List<String> refused = new ArrayList<>();
        for (Target target : targets.subList(0, Math.min(targets.size(), MOST_INSTANCES))) {
            String host = target.address().getHostAddress();
            rules.refusal(host, target.port(), host)
                    .ifPresentOrElse(
                            why -> refused.add("DNS lists " + host + " port " + target.port() + ", but " + why),
                            () -> instances.putIfAbsent(host + "-" + target.port(), instance(service, host, target)));
        }
        return new Found(List.copyOf(instances.values()), Duration.ofSeconds(ttl.seconds()), refused);
    }

    private static ServiceInstance instance(String service, String host, Target target) {
        return new ServiceInstance(
                service + "-" + host + "-" + target.port(),
                service,
                host,
                target.port(),
                Set.of(),
                Map.of(),
                Math.max(1, target.weight()));
    }

    /** Of the best priority alone: the others are for when all of these are gone, and then they are the best. */
    private List<Target> services(DnsName name, Ttl ttl) throws IOException {
        DnsMessage answer = ask(name, Record.TYPE.SRV);
        List<Record<SRV>> services = answer.filterAnswerSectionBy(SRV.class);
        int best = services.stream()
                .map(each -> each.payloadData.priority)
                .min(Comparator.naturalOrder())
                .orElse(0);
        List<Target> targets = new ArrayList<>();
        for (Record<SRV> each : services) {
            SRV srv = each.payloadData;
            ttl.saw(each.ttl);
            // A target of "." says that there is no such service.
            if (srv.priority == best && !srv.target.isRootLabel() && targets.size() < MOST_INSTANCES) {
                List<Target> along = addressesIn(answer.additionalSection, srv.target, srv.port, srv.weight, ttl);
                targets.addAll(along.isEmpty() ? addresses(srv.target, srv.port, srv.weight, ttl) : along);
            }
        }
        return targets;
    }

    private List<Target> addresses(DnsName name, int port, int weight, Ttl ttl) throws IOException {
        List<Target> targets = new ArrayList<>();
        for (Record.TYPE type : List.of(Record.TYPE.A, Record.TYPE.AAAA)) {
            for (Record<?> each : ask(name, type).answerSection) {
                // Whatever their name: an alias stands before them.
                if (each.payloadData instanceof InternetAddressRR<?> address && each.type == type) {
                    ttl.saw(each.ttl);
                    targets.add(new Target(address.getInetAddress(), port, weight));
                }
            }
        }
        return targets;
    }

    private static List<Target> addressesIn(
            List<Record<? extends org.minidns.record.Data>> records, DnsName name, int port, int weight, Ttl ttl) {
        List<Target> targets = new ArrayList<>();
        for (Record<?> each : records) {
            if (each.name.equals(name) && each.payloadData instanceof InternetAddressRR<?> address) {
                ttl.saw(each.ttl);
                targets.add(new Target(address.getInetAddress(), port, weight));
            }
        }
        return targets;
    }

    private DnsMessage ask(DnsName name, Record.TYPE type) throws IOException {
        List<InetSocketAddress> all = settings.serverAddress().isPresent()
                ? List.of(settings.serverAddress().get())
                : servers.present();
        IOException last = new IOException("there is no DNS server");
        for (InetSocketAddress server : all) {
            try {
                return ask(new Question(name, type), server);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private DnsMessage ask(Question question, InetSocketAddress server) throws IOException {
        DnsMessage request = DnsMessage.builder()
                .setQuestion(question)
                .setId(random.nextInt(1 << 16))
                .setRecursionDesired(true)
                .build();
        DnsMessage answer = network.query(request, server.getAddress(), server.getPort()).response;
        if (!answer.qr || !answer.questions.equals(List.of(question))) {
            throw new IOException(server + " answered something else");
        }
        if (answer.responseCode != RESPONSE_CODE.NO_ERROR && answer.responseCode != RESPONSE_CODE.NX_DOMAIN) {
            throw new IOException(server + " answered " + answer.responseCode);
        }
        return answer;
    }

    /** The shortest of all that was used. */
    private static final class Ttl {
        private long least = Long.MAX_VALUE;

        void saw(long seconds) {
            least = Math.min(least, Math.max(0, seconds));
        }

        long seconds() {
            return least == Long.MAX_VALUE ? NEGATIVE_SECONDS : least;
        }
    }
}
