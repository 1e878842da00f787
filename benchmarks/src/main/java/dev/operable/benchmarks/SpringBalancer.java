package dev.operable.benchmarks;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.client.CommonsClientAutoConfiguration;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.loadbalancer.LoadBalanced;
import org.springframework.cloud.client.loadbalancer.LoadBalancerDefaultMappingsProviderAutoConfiguration;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.cloud.loadbalancer.config.BlockingLoadBalancerClientAutoConfiguration;
import org.springframework.cloud.loadbalancer.config.LoadBalancerAutoConfiguration;
import org.springframework.cloud.loadbalancer.config.LoadBalancerCacheAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/** Spring Cloud LoadBalancer with its defaults: a kept list of instances, in turn. */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({
    UtilAutoConfiguration.class,
    CommonsClientAutoConfiguration.class,
    SimpleDiscoveryClientAutoConfiguration.class,
    CompositeDiscoveryClientAutoConfiguration.class,
    LoadBalancerDefaultMappingsProviderAutoConfiguration.class,
    LoadBalancerAutoConfiguration.class,
    org.springframework.cloud.client.loadbalancer.LoadBalancerAutoConfiguration.class,
    LoadBalancerCacheAutoConfiguration.class,
    BlockingLoadBalancerClientAutoConfiguration.class
})
class SpringBalancer {
    static ConfigurableApplicationContext start(int... ports) {
        SpringApplicationBuilder application = new SpringApplicationBuilder(SpringBalancer.class)
                .web(WebApplicationType.NONE)
                .properties("logging.level.root=warn", "spring.main.banner-mode=off");
        for (int i = 0; i < ports.length; i++) {
            application.properties(
                    "spring.cloud.discovery.client.simple.instances.hits[" + i + "].uri=http://127.0.0.1:" + ports[i]);
        }
        return application.run();
    }

    @Bean
    @LoadBalanced
    RestClient.Builder balanced() {
        return RestClient.builder().requestFactory(new HttpComponentsClientHttpRequestFactory(BareTransport.client()));
    }
}
