package dev.operable.devkit;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The shapes in which Consul shows services and checks. */
final class Views {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Node node;
    private final Catalog catalog;

    Views(Node node, Catalog catalog) {
        this.node = node;
        this.catalog = catalog;
    }

    /** As the agent lists it. */
    ObjectNode service(ServiceEntry service) {
        ObjectNode view = JSON.objectNode().put("ID", service.id()).put("Service", service.name());
        view.set("Tags", strings(service.tags()));
        view.set("Meta", map(service.meta()));
        view.put("Port", service.port()).put("Address", service.address());
        tagged(view, "TaggedAddresses", service);
        view.set("Weights", weights(service));
        return view.put("EnableTagOverride", service.enableTagOverride());
    }

    /** As the agent lists it, or as the catalog does. */
    ObjectNode check(CheckEntry check, boolean published) {
        String service =
                catalog.service(check.serviceId()).map(ServiceEntry::name).orElse("");
        List<String> tags =
                catalog.service(check.serviceId()).map(ServiceEntry::tags).orElse(List.of());
        ObjectNode view = JSON.objectNode()
                .put("Node", node.name())
                .put("CheckID", check.id())
                .put("Name", check.name())
                .put("Status", check.status())
                .put("Notes", check.notes())
                .put("Output", published ? check.published() : check.output())
                .put("ServiceID", check.serviceId())
                .put("ServiceName", service);
        view.set("ServiceTags", strings(tags));
        view.put("Type", check.type());
        view.set("Definition", JSON.objectNode());
        return view.put("CreateIndex", published ? check.createIndex() : 0)
                .put("ModifyIndex", published ? check.modifyIndex() : 0);
    }

    /** An instance with its node and all of its checks. */
    ObjectNode health(ServiceEntry service) {
        ObjectNode view = JSON.objectNode();
        ObjectNode about = nodeView("Meta");
        about.put("CreateIndex", 1).put("ModifyIndex", 1);
        view.set("Node", about);
        ObjectNode shown = service(service);
        if (service.meta().isEmpty()) {
            shown.putNull("Meta");
        }
        shown.set("Proxy", JSON.objectNode());
        shown.set("Connect", JSON.objectNode());
        shown.put("CreateIndex", service.createIndex()).put("ModifyIndex", service.modifyIndex());
        view.set("Service", shown);
        ArrayNode checks = view.putArray("Checks");
        checks.add(check(serf(), true));
        catalog.checksOf(service.id()).forEach(check -> checks.add(check(check, true)));
        return view;
    }

    /** A row of the catalog. */
    ObjectNode row(ServiceEntry service) {
        ObjectNode view = nodeView("NodeMeta");
        view.put("ServiceKind", "").put("ServiceID", service.id()).put("ServiceName", service.name());
        view.set("ServiceTags", strings(service.tags()));
        view.put("ServiceAddress", service.address());
        tagged(view, "ServiceTaggedAddresses", service);
        view.set("ServiceWeights", weights(service));
        view.set("ServiceMeta", map(service.meta()));
        view.put("ServicePort", service.port()).put("ServiceEnableTagOverride", service.enableTagOverride());
        view.set("ServiceProxy", JSON.objectNode());
        view.set("ServiceConnect", JSON.objectNode());
        return view.put("CreateIndex", service.createIndex()).put("ModifyIndex", service.modifyIndex());
    }

    private static CheckEntry serf() {
        return new CheckEntry(
                Node.SERF_CHECK,
                "Serf Health Status",
                CheckEntry.PASSING,
                "",
                "Agent alive and reachable",
                "Agent alive and reachable",
                "",
                "",
                1,
                1);
    }

    private ObjectNode nodeView(String meta) {
        ObjectNode view = JSON.objectNode()
                .put("ID", node.id())
                .put("Node", node.name())
                .put("Address", node.address())
                .put("Datacenter", Queries.DATACENTER);
        view.set(
                "TaggedAddresses",
                map(Map.of(
                        "lan",
                        node.address(),
                        "lan_ipv4",
                        node.address(),
                        "wan",
                        node.address(),
                        "wan_ipv4",
                        node.address())));
        view.set(meta, map(Map.of("consul-network-segment", "")));
        return view;
    }

    private static void tagged(ObjectNode view, String field, ServiceEntry service) {
        String address = service.address();
        boolean v6 = address.contains(":");
        if (v6 || address.matches("[0-9.]+")) {
            ObjectNode tagged = view.putObject(field);
            for (String net : List.of("lan", "wan")) {
                tagged.putObject(net + (v6 ? "_ipv6" : "_ipv4"))
                        .put("Address", address)
                        .put("Port", service.port());
            }
        }
    }

    private static ObjectNode weights(ServiceEntry service) {
        return JSON.objectNode().put("Passing", service.passingWeight()).put("Warning", service.warningWeight());
    }

    static ArrayNode strings(List<String> strings) {
        ArrayNode array = JSON.arrayNode();
        strings.forEach(array::add);
        return array;
    }

    private static ObjectNode map(Map<String, String> map) {
        ObjectNode object = JSON.objectNode();
        new TreeMap<>(map).forEach(object::put);
        return object;
    }
}
