package dev.operable.devkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes services in and out, with the checks and limits of Consul. */
final class Registrations {
    private static final Set<String> KNOWN = Set.of(
            "ID",
            "Name",
            "Tags",
            "Address",
            "TaggedAddresses",
            "tagged_addresses",
            "Port",
            "Meta",
            "Check",
            "Checks",
            "Weights",
            "EnableTagOverride",
            "enable_tag_override",
            "Kind",
            "Proxy",
            "Connect",
            "Token",
            "Namespace");
    private static final int MAX_META = 64;
    private static final int MAX_META_KEY = 128;
    private static final int MAX_META_VALUE = 512;

    private final Ledger ledger;
    private final Catalog catalog;
    private final Checks checks;

    Registrations(Ledger ledger, Catalog catalog, Checks checks) {
        this.ledger = ledger;
        this.catalog = catalog;
        this.checks = checks;
    }

    Answer register(Request request) {
        JsonBody json = JsonBody.parse(request.body()).only(KNOWN);
        List<CheckDefinition> read = new ArrayList<>();
        List<JsonBody> bodies = new ArrayList<>(json.objects("Checks"));
        json.object("Check").filter(check -> !check.isEmpty()).ifPresent(check -> bodies.add(0, check));
        bodies.forEach(check -> check.only(CheckDefinition.KNOWN));
        ServiceEntry service = service(json);
        bodies.forEach(check -> read.add(CheckDefinition.read(check)));
        boolean replace = request.has("replace-existing-checks")
                && !request.value("replace-existing-checks").orElse("true").equals("false");
        ledger.exclusively(() -> put(service, read, replace));
        return Answer.empty(200);
    }

    private void put(ServiceEntry service, List<CheckDefinition> definitions, boolean replace) {
        Map<String, CheckDefinition> byId = new LinkedHashMap<>();
        for (int i = 0; i < definitions.size(); i++) {
            String id = "service:" + service.id() + (definitions.size() > 1 ? ":" + (i + 1) : "");
            CheckDefinition check = definitions.get(i).of(service, id);
            byId.put(check.id(), check);
        }
        catalog.put(service);
        if (replace) {
            catalog.checksOf(service.id()).stream()
                    .map(CheckEntry::id)
                    .filter(id -> !byId.containsKey(id))
                    .forEach(checks::remove);
        }
        byId.values().forEach(check -> checks.put(check, service));
    }

    private static ServiceEntry service(JsonBody json) {
        String name = json.text("Name");
        if (name.isEmpty()) {
            throw Refusal.badRequest("Missing service name");
        }
        String address = json.text("Address");
        if (Set.of("0.0.0.0", "::", "[::]").contains(address)) {
            throw Refusal.badRequest("Invalid service address");
        }
        Map<String, String> meta = json.map("Meta");
        limit(meta);
        int passing = json.object("Weights").map(w -> w.number("Passing", 1)).orElse(1);
        int warning = json.object("Weights").map(w -> w.number("Warning", 1)).orElse(1);
        if (passing < 1) {
            throw Refusal.badRequest("Invalid Weights: Passing must be greater than 0");
        }
        if (warning < 0) {
            throw Refusal.badRequest("Invalid Weights: Warning must be greater or equal than 0");
        }
        return new ServiceEntry(
                json.text("ID").isEmpty() ? name : json.text("ID"),
                name,
                json.texts("Tags"),
                address,
                json.number("Port", 0),
                meta,
                passing,
                warning,
                json.flag("EnableTagOverride") || json.flag("enable_tag_override"),
                0,
                0);
    }

    private static void limit(Map<String, String> meta) {
        String refused = "Invalid Service Meta: ";
        if (meta.size() > MAX_META) {
            // Consul says "Node" of services too.
            throw Refusal.badRequest(
                    refused + "Node metadata cannot contain more than " + MAX_META + " key/value pairs");
        }
        meta.forEach((key, value) -> {
            String problem = "";
            if (key.isEmpty()) {
                problem = "Key cannot be blank";
            } else if (!key.matches("[A-Za-z0-9_-]+")) {
                problem = "Key contains invalid characters";
            } else if (key.length() > MAX_META_KEY) {
                problem = "Key is too long (limit: " + MAX_META_KEY + " characters)";
            } else if (value.length() > MAX_META_VALUE) {
                problem = "Value is too long (limit: " + MAX_META_VALUE + " characters)";
            }
            if (!problem.isEmpty()) {
                throw Refusal.badRequest(
                        refused + "Couldn't load metadata pair ('" + key + "', '" + value + "'): " + problem);
            }
        });
    }

    Answer deregister(Request request) {
        if (request.name().isEmpty()) {
            throw Refusal.internal("ServiceID missing");
        }
        ledger.exclusively(() -> checks.removeService(request.name()));
        return Answer.empty(200);
    }

    Answer maintenance(Request request) {
        String id = request.requireName("service ID");
        String wanted = request.value("enable").orElseThrow(() -> Refusal.badRequest("Missing value for enable"));
        boolean enable = Flags.parse(wanted)
                .orElseThrow(() -> Refusal.badRequest("Invalid value for enable: \"" + wanted + "\""));
        ledger.exclusively(() -> {
            if (catalog.service(id).isEmpty()) {
                throw new Refusal(404, "No service registered with ID \"" + id + "\"");
            }
            String check = "_service_maintenance:" + id;
            if (enable) {
                String reason = request.value("reason").orElse("Maintenance was switched on without a reason.");
                catalog.put(new CheckEntry(
                        check,
                        "Service Maintenance Mode",
                        CheckEntry.CRITICAL,
                        reason,
                        "",
                        "",
                        "maintenance",
                        id,
                        0,
                        0));
            } else {
                catalog.removeCheck(check);
            }
        });
        return Answer.empty(200);
    }
}
