package dev.operable.samples.workshop;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Service;
import org.springframework.web.client.RestClient;

/** What parts cost, as the service of the wholesaler says. */
@Service
class PartPrices {
    private final RestClient parts;

    PartPrices(RestClient.Builder builder, @Value("${workshop.parts.url}") String url) {
        this.parts = builder.baseUrl(url).build();
    }

    @Cacheable("prices")
    public @Nullable String price(String part) {
        return parts.get().uri("/prices/{part}", part).retrieve().body(String.class);
    }
}
