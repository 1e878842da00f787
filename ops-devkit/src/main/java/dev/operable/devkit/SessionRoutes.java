package dev.operable.devkit;

import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** {@code /v1/session}. */
final class SessionRoutes {
    private static final byte[] EMPTY_OBJECT = {'{', '}'};

    private final Ledger ledger;
    private final Node node;
    private final Sessions sessions;
    private final Queries queries;

    SessionRoutes(Ledger ledger, Node node, Sessions sessions, Queries queries) {
        this.ledger = ledger;
        this.node = node;
        this.sessions = sessions;
        this.queries = queries;
    }

    void addTo(Routes routes) {
        routes.put("/v1/session/create", this::create)
                .put("/v1/session/destroy/", this::destroy)
                .put("/v1/session/renew/", this::renew)
                .get("/v1/session/info/", this::info)
                .get("/v1/session/list", request -> queries.answer(request, () -> found(sessions.all())));
    }

    private Answer create(Request request) {
        JsonBody json = JsonBody.parse(request.body().length == 0 ? EMPTY_OBJECT : request.body());
        Session session = Session.read(json, UUID.randomUUID().toString(), node.name());
        ledger.exclusively(() -> sessions.create(session));
        return Answer.json(JsonNodeFactory.instance.objectNode().put("ID", session.id()));
    }

    private Answer destroy(Request request) {
        String id = request.requireName("session");
        ledger.exclusively(() -> sessions.destroy(id));
        return Answer.json(true);
    }

    private Answer renew(Request request) {
        String id = request.requireName("session");
        return ledger.exclusively(() -> sessions.renew(id)
                .map(session -> Answer.json(array(List.of(session))))
                .orElseThrow(() -> new Refusal(404, "Session id '" + id + "' not found")));
    }

    private Answer info(Request request) throws InterruptedException {
        String id = request.requireName("session");
        return queries.answer(request, () -> found(sessions.find(id).stream().toList()));
    }

    private Found found(List<Session> found) {
        return Found.json(sessions.index(), array(found));
    }

    private static ArrayNode array(List<Session> sessions) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        sessions.forEach(session -> array.add(session.view()));
        return array;
    }
}
