package dev.operable.devkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.devkit.AgentClient.Reply;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

abstract class RegistrationContract extends AgentContract {
    private static final String REGISTER = "/v1/agent/service/register";

    @Test
    void listsARegisteredServiceWithAllThatWasSaid() {
        agent.register(
                "{'Name':'%s','ID':'%s-1','Address':'127.0.0.1','Port':8001,'Tags':['x','y'],'Meta':{'v':'1'},'Weights':{'Passing':2,'Warning':1}}"
                        .formatted(name, name)
                        .replace('\'', '"'));

        JsonNode own = agent.get("/v1/agent/services").json().get(name + "-1");
        assertThat(own.get("Service").stringValue()).isEqualTo(name);
        assertThat(own.get("Address").stringValue()).isEqualTo("127.0.0.1");
        assertThat(own.get("Port").intValue()).isEqualTo(8001);
        assertThat(own.get("Tags")).hasToString("[\"x\",\"y\"]");
        assertThat(own.get("Meta")).hasToString("{\"v\":\"1\"}");
        assertThat(own.get("Weights")).hasToString("{\"Passing\":2,\"Warning\":1}");
        assertThat(own.get("TaggedAddresses").get("lan_ipv4")).hasToString("{\"Address\":\"127.0.0.1\",\"Port\":8001}");
        assertThat(agent.get("/v1/agent/service/" + name + "-1")
                        .json()
                        .get("ID")
                        .stringValue())
                .isEqualTo(name + "-1");

        JsonNode row = agent.get("/v1/catalog/service/" + name).json().get(0);
        assertThat(row.get("ServiceID").stringValue()).isEqualTo(name + "-1");
        assertThat(row.get("ServiceAddress").stringValue()).isEqualTo("127.0.0.1");
        assertThat(row.get("ServicePort").intValue()).isEqualTo(8001);
        assertThat(row.get("ServiceMeta")).hasToString("{\"v\":\"1\"}");
        // Consul collects these from all instances and gives them in any order.
        assertThat(agent.get("/v1/catalog/services").json().get(name).valueStream())
                .extracting(JsonNode::stringValue)
                .containsExactlyInAnyOrder("x", "y");

        JsonNode health = agent.get("/v1/health/service/" + name).json().get(0);
        assertThat(health.get("Node").get("Address").stringValue()).isEqualTo("127.0.0.1");
        assertThat(health.get("Service").get("Tags")).hasToString("[\"x\",\"y\"]");
        assertThat(health.get("Checks")).hasSize(1);
        assertThat(health.get("Checks").get(0).get("CheckID").stringValue()).isEqualTo("serfHealth");
    }

    @Test
    void defaultsTheIdToTheNameAndShowsMissingMetaAsNullInTheCatalog() {
        agent.register(json("'Name':'%s'"));
        assertThat(agent.get("/v1/agent/services").json().get(name).get("Meta")).hasToString("{}");
        JsonNode service = agent.get("/v1/health/service/" + name).json().get(0).get("Service");
        assertThat(service.get("ID").stringValue()).isEqualTo(name);
        assertThat(service.get("Meta").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'ID':'z'} | Missing service name",
                "{'Name':'m','Bogus':1} | Request decode failed: json: unknown field \"Bogus\"",
                "{'Name':'m','Port':'x'} | Request decode failed: json: cannot unmarshal string into Go struct field .Port of type int",
                "{'Name':'m','Address':'0.0.0.0'} | Invalid service address",
                "{'Name':'m','Weights':{'Passing':-1}} | Invalid Weights: Passing must be greater than 0",
                "{'Name':'m','Meta':{'a.b':'1'}} | Invalid Service Meta: Couldn't load metadata pair ('a.b', '1'): Key contains invalid characters",
                "{'Name':'m','Meta':{'':'1'}} | Invalid Service Meta: Couldn't load metadata pair ('', '1'): Key cannot be blank",
                "{'Name':'m','Check':{'TTL':'abc'}} | Request decode failed: time: invalid duration \"abc\"",
                "{'Name':'m','Check':{'TTL':'10'}} | Request decode failed: time: missing unit in duration \"10\"",
                "{'Name':'m','Check':{'HTTP':'http://127.0.0.1:1'}} | Invalid check: Interval must be > 0 for Script, HTTP, or TCP checks",
                "{'Name':'m','Check':{'TTL':'1s','HTTP':'http://127.0.0.1:1','Interval':'5s'}} | Invalid check: Interval and TTL cannot both be specified",
                "{'Name':'m','Checks':[{}]} | Invalid check: TTL must be > 0 for TTL checks",
                "{'Name':'m','Check':{'TTL':'15s','Status':'bogus'}} | Status for checks must 'passing', 'warning', 'critical'",
            })
    void refusesWhatCannotBeMeant(String body, String text) {
        // Quotes inside the expected text are meant; those of the body are JSON's.
        Reply reply = agent.put(REGISTER, body.replace('\'', '"'));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).isEqualTo(text);
    }

    @Test
    void refusesWhatIsNotJson() {
        for (String body : new String[] {"{bad", ""}) {
            Reply reply = agent.put(REGISTER, body);
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.text()).startsWith("Request decode failed: ");
        }
    }

    @Test
    void limitsMeta() {
        String pairs = IntStream.range(0, 64).mapToObj(i -> "'k" + i + "':'1'").collect(Collectors.joining(","));
        String longestKey = "k".repeat(128);
        String longestValue = "v".repeat(512);

        assertThat(meta(pairs).status()).isEqualTo(200);
        assertThat(meta("'" + longestKey + "':'" + longestValue + "'").status()).isEqualTo(200);
        assertThat(meta(pairs + ",'k64':'1'"))
                .extracting(Reply::status, Reply::text)
                .containsExactly(
                        400, "Invalid Service Meta: Node metadata cannot contain more than 64 key/value pairs");
        assertThat(meta("'" + longestKey + "k':'1'"))
                .extracting(Reply::status, Reply::text)
                .containsExactly(
                        400,
                        "Invalid Service Meta: Couldn't load metadata pair ('" + longestKey
                                + "k', '1'): Key is too long (limit: 128 characters)");
        assertThat(meta("'a':'" + longestValue + "v'"))
                .extracting(Reply::status, Reply::text)
                .containsExactly(
                        400,
                        "Invalid Service Meta: Couldn't load metadata pair ('a', '" + longestValue
                                + "v'): Value is too long (limit: 512 characters)");
    }

    private Reply meta(String pairs) {
        return agent.put(REGISTER, json("'Name':'%s','Meta':{" + pairs + "}"));
    }

    @Test
    void keepsTheIndexWhenARegistrationSaysNothingNew() {
        agent.register(json("'Name':'%s','Port':1"));
        long first = agent.get("/v1/health/service/" + name).index();
        agent.register(json("'Name':'%s','Port':1"));
        assertThat(agent.get("/v1/health/service/" + name).index()).isEqualTo(first);
        agent.register(json("'Name':'%s','Port':2"));
        Reply changed = agent.get("/v1/health/service/" + name);
        assertThat(changed.index()).isGreaterThan(first);
        assertThat(changed.json().get(0).get("Service").get("Port").intValue()).isEqualTo(2);
    }

    @Test
    void keepsResultsOfChecksOverARegistrationUnlessTheyAreReplaced() {
        agent.register(json("'Name':'%s','Check':{'TTL':'30s'}"));
        agent.put("/v1/agent/check/pass/service:" + name + "?note=fine");
        agent.register(json("'Name':'%s','Check':{'TTL':'30s'}"));
        JsonNode check = agent.get("/v1/agent/checks").json().get("service:" + name);
        assertThat(check.get("Status").stringValue()).isEqualTo("passing");
        assertThat(check.get("Output").stringValue()).isEqualTo("fine");

        agent.register(json("'Name':'%s'"));
        assertThat(agent.get("/v1/agent/checks").json().has("service:" + name)).isTrue();
        agent.put(REGISTER + "?replace-existing-checks=true", json("'Name':'%s'"));
        assertThat(agent.get("/v1/agent/checks").json().has("service:" + name)).isFalse();
    }

    @Test
    void namesSeveralChecksByTheirPosition() {
        agent.register(
                json(
                        "'Name':'%s','Check':{'Name':'one','TTL':'30s'},'Checks':[{'TTL':'30s'},{'CheckID':'%s-own','TTL':'30s','Status':'passing','Notes':'n'}]"));
        JsonNode checks = agent.get("/v1/agent/checks").json();
        assertThat(checks.get("service:" + name + ":1").get("Name").stringValue())
                .isEqualTo("one");
        assertThat(checks.get("service:" + name + ":2").get("Name").stringValue())
                .isEqualTo("Service '" + name + "' check");
        JsonNode own = checks.get(name + "-own");
        assertThat(own.get("Status").stringValue()).isEqualTo("passing");
        assertThat(own.get("Notes").stringValue()).isEqualTo("n");
        assertThat(own.get("Type").stringValue()).isEqualTo("ttl");
        assertThat(own.get("ServiceID").stringValue()).isEqualTo(name);
    }

    @Test
    void forgetsADeregisteredServiceAndItsChecks() {
        agent.register(json("'Name':'%s','Check':{'TTL':'30s'}"));
        long before = agent.get("/v1/health/service/" + name).index();
        assertThat(agent.put("/v1/agent/service/deregister/" + name).status()).isEqualTo(200);

        Reply after = agent.get("/v1/health/service/" + name);
        assertThat(after.body().strip()).isEqualTo("[]");
        assertThat(after.index()).isGreaterThan(before);
        assertThat(agent.get("/v1/agent/checks").json().has("service:" + name)).isFalse();
        assertThat(agent.get("/v1/catalog/services").json().has(name)).isFalse();
        assertThat(agent.get("/v1/agent/service/" + name))
                .extracting(Reply::status, Reply::text)
                .containsExactly(404, "unknown service ID: " + name);
    }

    @Test
    void deregistersTheUnknownInSilence() {
        assertThat(agent.put("/v1/agent/service/deregister/" + name).status()).isEqualTo(200);
    }

    @Test
    void takesAServiceIntoMaintenanceAndOut() {
        agent.register(json("'Name':'%s'"));
        String maintenance = "/v1/agent/service/maintenance/" + name;
        assertThat(agent.put(maintenance + "?enable=true&reason=an%20upgrade").status())
                .isEqualTo(200);
        JsonNode check = agent.get("/v1/agent/checks").json().get("_service_maintenance:" + name);
        assertThat(check.get("Status").stringValue()).isEqualTo("critical");
        assertThat(check.get("Notes").stringValue()).isEqualTo("an upgrade");
        assertThat(agent.get("/v1/health/service/" + name + "?passing").json()).isEmpty();

        agent.register(json("'Name':'%s'"));
        assertThat(agent.get("/v1/health/service/" + name + "?passing").json()).isEmpty();

        assertThat(agent.put(maintenance + "?enable=false").status()).isEqualTo(200);
        assertThat(agent.get("/v1/health/service/" + name + "?passing").json()).hasSize(1);
    }

    @Test
    void saysWhatIsWrongWithARequestForMaintenance() {
        String maintenance = "/v1/agent/service/maintenance/";
        assertThat(agent.put(maintenance + name + "?enable=true"))
                .extracting(Reply::status, Reply::text)
                .containsExactly(404, "No service registered with ID \"" + name + "\"");
        assertThat(agent.put(maintenance + name))
                .extracting(Reply::status, Reply::text)
                .containsExactly(400, "Missing value for enable");
        assertThat(agent.put(maintenance + name + "?enable=zz"))
                .extracting(Reply::status, Reply::text)
                .containsExactly(400, "Invalid value for enable: \"zz\"");
        assertThat(agent.put(maintenance + "?enable=true"))
                .extracting(Reply::status, Reply::text)
                .containsExactly(400, "Missing service ID");
    }

    private String json(String fields) {
        return "{" + fields.replace("%s", name).replace('\'', '"') + "}";
    }
}
