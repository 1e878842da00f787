package dev.operable.spring;

import dev.operable.config.Settings;
import dev.operable.core.ServiceIdentity;
import dev.operable.core.admin.AdminServer;
import dev.operable.core.admin.FaultsHandler;
import dev.operable.discovery.Catalog;
import dev.operable.health.SelfChecks;
import dev.operable.rpc.RpcClient;
import dev.operable.rpc.RpcClients;
import dev.operable.rpc.RpcClientsBuilder;
import dev.operable.rpc.RpcPolicySettings;
import dev.operable.rpc.RpcProxy;
import dev.operable.rpc.RpcTls;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Calls by discovered name: our own clients, and Spring's when they call a host such as {@code http://hits}. */
@AutoConfiguration(after = DiscoveryAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = Switches.CALLS, matchIfMissing = true)
@ConditionalOnBean(Catalog.class)
final class CallsAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    RpcClients opsRpcClients(
            Catalog catalog,
            ServiceIdentity identity,
            Settings settings,
            ObjectProvider<MeterRegistry> registries,
            ObjectProvider<JsonMapper> mappers) {
        RpcClientsBuilder clients = RpcClients.builder(catalog.discovery(), Registry.of(registries))
                .caller(identity.name())
                .defaults(settings.get(RpcPolicySettings.class).options())
                .tls(settings.get(RpcTls.class))
                .proxy(settings.get(RpcProxy.class));
        mappers.ifUnique(clients::json);
        return clients.build();
    }

    /** One for each place that is annotated {@link Rpc}, and for no other: a client without a service is none. */
    @Bean(defaultCandidate = false)
    @Qualifier(InjectedClient.OF_ANY_SERVICE)
    @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
    static RpcClient opsInjectedClient(InjectionPoint point, RpcClients clients) {
        return InjectedClient.of(point, clients);
    }

    @Bean
    SmartInitializingSingleton opsUpstreamChecks(
            ObjectProvider<SelfChecks> checks, ObjectProvider<RpcClients> clients) {
        return () -> checks.ifAvailable(present -> clients.ifAvailable(calls -> calls.checkedBy(present)));
    }

    @Bean
    SmartInitializingSingleton opsFaultsEndpoint(
            ObjectProvider<AdminServer> admin, ObjectProvider<RpcClients> clients) {
        return () -> admin.ifAvailable(server ->
                clients.ifAvailable(calls -> server.guarded("/ops/faults", new FaultsHandler(calls.faults()))));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(ClientHttpRequestFactoryBuilder.class)
    static class SpringClients {
        @Bean
        static NamedServices opsNamedServices(ObjectProvider<RpcClients> clients, ObjectProvider<Catalog> catalog) {
            return new NamedServices(new ServiceNames(clients, catalog));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({ClientHttpConnectorBuilder.class, WebClient.class, Mono.class})
    static class SpringWebClient {
        @Bean
        static NamedConnectors opsNamedConnectors(ObjectProvider<RpcClients> clients, ObjectProvider<Catalog> catalog) {
            return new NamedConnectors(new ServiceNames(clients, catalog));
        }
    }
}
