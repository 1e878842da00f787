package dev.operable.devkit;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/catalog} and {@code /v1/health}: what the cluster has, with blocking queries. */
final class CatalogRoutes {
    private final Catalog catalog;
    private final Views views;
    private final Queries queries;

    CatalogRoutes(Catalog catalog, Views views, Queries queries) {
        this.catalog = catalog;
        this.views = views;
        this.queries = queries;
    }

    void addTo(Routes routes) {
        routes.get("/v1/catalog/services", request -> queries.answer(request, this::names))
                .get("/v1/catalog/service/", request -> instances(request, service -> true, views::row))
                .get("/v1/health/service/", request -> instances(request, passing(request), views::health));
    }

    private Found names() {
        Map<String, TreeSet<String>> tags = new TreeMap<>();
        // A server's catalog has itself.
        tags.put("consul", new TreeSet<>());
        catalog.services().forEach(service -> tags.computeIfAbsent(service.name(), name -> new TreeSet<>())
                .addAll(service.tags()));
        ObjectNode names = JsonNodeFactory.instance.objectNode();
        tags.forEach((name, all) -> names.set(name, Views.strings(List.copyOf(all))));
        return Found.json(catalog.servicesIndex(), names);
    }

    private Answer instances(Request request, Predicate<ServiceEntry> wanted, Function<ServiceEntry, ObjectNode> view)
            throws InterruptedException {
        String name = request.requireName("service name");
        List<String> tags = request.all("tag");
        return queries.answer(request, () -> {
            ArrayNode found = JsonNodeFactory.instance.arrayNode();
            catalog.named(name).stream()
                    .filter(service -> tags.stream().allMatch(tag -> hasTag(service, tag)))
                    .filter(wanted)
                    .forEach(service -> found.add(view.apply(service)));
            return Found.json(catalog.indexOf(name), found);
        });
    }

    private static boolean hasTag(ServiceEntry service, String tag) {
        return service.tags().stream().anyMatch(tag::equalsIgnoreCase);
    }

    /** Passing means that all checks are; a warning is not. */
    private Predicate<ServiceEntry> passing(Request request) {
        boolean only = request.has("passing")
                && request.value("passing")
                        .map(text ->
                                Flags.parse(text).orElseThrow(() -> Refusal.badRequest("Invalid value for ?passing")))
                        .orElse(true);
        return service -> !only
                || catalog.checksOf(service.id()).stream()
                        .allMatch(check -> check.status().equals(CheckEntry.PASSING));
    }
}
