package dev.operable.samples.demo;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who is on the stage at the end.
 *
 * @param agent where the Consul-compatible agent answers
 * @param embedded whether that agent is the devkit's, which has a self-check
 */
record Cast(URI agent, boolean embedded, Instance links, List<Instance> hits) {
    Cast {
        hits = List.copyOf(hits);
    }

    List<Instance> services() {
        return Stream.concat(Stream.of(links), hits.stream()).toList();
    }

    /** The last line of a demo that stays up. */
    String readyLine() {
        return "ready: links=" + links.url()
                + " hits=" + hits.stream().map(hit -> hit.url().toString()).collect(Collectors.joining(","))
                + " consul=" + agent
                + " admin="
                + services().stream().map(service -> service.admin().toString()).collect(Collectors.joining(","));
    }
}
