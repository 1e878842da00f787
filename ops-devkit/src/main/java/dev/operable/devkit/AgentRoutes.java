package dev.operable.devkit;

import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/agent} and {@code /v1/status}: what this agent itself is and has. */
final class AgentRoutes {
    /** The Consul whose behaviour this agent shows. */
    private static final String VERSION = "1.8.7";

    private static final Map<String, String> STATUS_OF_VERB =
            Map.of("pass", CheckEntry.PASSING, "warn", CheckEntry.WARNING, "fail", CheckEntry.CRITICAL);

    private final Ledger ledger;
    private final Node node;
    private final Catalog catalog;
    private final Checks checks;
    private final Views views;
    private final Queries queries;

    AgentRoutes(Ledger ledger, Node node, Catalog catalog, Checks checks, Views views, Queries queries) {
        this.ledger = ledger;
        this.node = node;
        this.catalog = catalog;
        this.checks = checks;
        this.views = views;
        this.queries = queries;
    }

    void addTo(Routes routes) {
        Registrations registrations = new Registrations(ledger, catalog, checks);
        routes.get("/v1/status/leader", request -> Answer.json(JsonNodeFactory.instance.stringNode(leader())))
                .get("/v1/agent/self", request -> self())
                .get("/v1/agent/services", request -> services())
                .get("/v1/agent/checks", request -> allChecks())
                .get("/v1/agent/service/", this::service)
                .put("/v1/agent/service/register", registrations::register)
                .put("/v1/agent/service/deregister/", registrations::deregister)
                .put("/v1/agent/service/maintenance/", registrations::maintenance)
                .put("/v1/agent/check/update/", this::update);
        STATUS_OF_VERB.forEach((verb, status) -> routes.put(
                "/v1/agent/check/" + verb + "/",
                request ->
                        heartbeat(request.name(), status, request.value("note").orElse(""))));
    }

    private String leader() {
        return node.address() + ":" + node.port();
    }

    private Answer self() {
        ObjectNode self = JsonNodeFactory.instance.objectNode();
        self.putObject("Config")
                .put("Datacenter", Queries.DATACENTER)
                .put("NodeName", node.name())
                .put("NodeID", node.id())
                .put("Revision", "")
                .put("Server", true)
                .put("Version", VERSION);
        self.putObject("DebugConfig");
        ObjectNode member = self.putObject("Member");
        member.put("Name", node.name()).put("Addr", node.address()).put("Port", node.port());
        member.putObject("Tags")
                .put("dc", Queries.DATACENTER)
                .put("id", node.id())
                .put("role", "consul")
                .put("build", VERSION + ":");
        member.put("Status", 1)
                .put("ProtocolMin", 1)
                .put("ProtocolMax", 5)
                .put("ProtocolCur", 2)
                .put("DelegateMin", 2)
                .put("DelegateMax", 5)
                .put("DelegateCur", 4);
        self.putObject("Meta").put("consul-network-segment", "");
        return Answer.json(self);
    }

    private Answer services() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        ledger.exclusively(() -> catalog.services().forEach(service -> all.set(service.id(), views.service(service))));
        return Answer.json(all);
    }

    private Answer allChecks() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        ledger.exclusively(() -> catalog.checks().forEach(check -> all.set(check.id(), views.check(check, false))));
        return Answer.json(all);
    }

    private Answer service(Request request) throws InterruptedException {
        return queries.answerByHash(request, () -> catalog.service(request.name())
                .map(views::service)
                .orElseThrow(() -> new Refusal(404, "unknown service ID: " + request.name())));
    }

    private Answer heartbeat(String check, String status, String output) {
        ledger.exclusively(() -> checks.heartbeat(check, status, output));
        return Answer.empty(200);
    }

    private Answer update(Request request) {
        JsonBody body = JsonBody.parse(request.body());
        String status = body.text("Status");
        if (!STATUS_OF_VERB.containsValue(status)) {
            throw Refusal.badRequest("Invalid check status: '" + status + "'");
        }
        return heartbeat(request.name(), status, body.text("Output"));
    }
}
