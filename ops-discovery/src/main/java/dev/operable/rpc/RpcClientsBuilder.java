package dev.operable.rpc;

import dev.operable.discovery.Discovery;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Makes {@link RpcClients} of more than the usual. Not safe for use by many threads. */
public final class RpcClientsBuilder {
    private static final Logger LOG = LoggerFactory.getLogger("dev.operable.rpc");

    private final Discovery discovery;
    private final MeterRegistry registry;
    private RpcOptions defaults = RpcOptions.defaults();
    private String caller = "";
    private RpcTls tls = RpcTls.defaults();
    private RpcProxy proxy = RpcProxy.none();
    private Optional<SSLContext> context = Optional.empty();
    private @Nullable JsonMapper json;

    RpcClientsBuilder(Discovery discovery, MeterRegistry registry) {
        this.discovery = discovery;
        this.registry = registry;
    }

    /** How services are called that have no options of their own; {@link RpcOptions#defaults()}. */
    public RpcClientsBuilder defaults(RpcOptions options) {
        defaults = options;
        return this;
    }

    /** The name of this service, see {@link RpcClients#create(Discovery, RpcOptions, MeterRegistry, String)}; none. */
    public RpcClientsBuilder caller(String name) {
        caller = name;
        return this;
    }

    /** How calls use TLS; {@link RpcTls#defaults()}. */
    public RpcClientsBuilder tls(RpcTls settings) {
        tls = settings;
        return this;
    }

    /** The keys and authorities of calls, in place of the files that the settings name. */
    public RpcClientsBuilder tls(SSLContext keysAndTrust) {
        context = Optional.of(keysAndTrust);
        return this;
    }

    /** Which calls go through a proxy; none. */
    public RpcClientsBuilder proxy(RpcProxy settings) {
        proxy = settings;
        return this;
    }

    /** Writes and reads bodies of JSON, in place of a mapper with Jackson's defaults. */
    public RpcClientsBuilder json(JsonMapper mapper) {
        json = mapper;
        return this;
    }

    /**
     * The clients. Looks nothing up yet, and starts no thread. Warns of a proxy that no call can use.
     *
     * @throws IllegalArgumentException if a file of the TLS settings cannot be used
     */
    public RpcClients build() {
        Time time = Time.system();
        for (String problem : proxy.problems()) {
            LOG.atWarn().log("Calls that have to go through a proxy will fail: {}", problem);
        }
        TlsContext keys = context.isPresent() ? TlsContext.given(context.get(), time) : TlsContext.of(tls, time);
        return new RpcClients(discovery, defaults, registry, caller, new Routes(tls, keys, proxy), new Json(json));
    }
}
