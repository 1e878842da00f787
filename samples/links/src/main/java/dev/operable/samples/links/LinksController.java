package dev.operable.samples.links;

import dev.operable.samples.links.Address.BadAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Shortens addresses and sends those who follow a short link on. */
@RestController
class LinksController {
    private final LinkStore links;
    private final HitReports hits;

    LinksController(LinkStore links, HitReports hits) {
        this.links = links;
        this.hits = hits;
    }

    @PostMapping("/links")
    ResponseEntity<Shortened> shorten(@RequestBody Wanted wanted) {
        Address address;
        try {
            address = Address.parse(wanted.url() == null ? "" : wanted.url());
        } catch (BadAddress e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, e.getMessage(), e);
        }
        String code = links.codeOf(address);
        URI shortUrl = ServletUriComponentsBuilder.fromCurrentContextPath()
                .pathSegment(code)
                .build()
                .toUri();
        return ResponseEntity.created(shortUrl).body(new Shortened(code, address.uri(), shortUrl));
    }

    @GetMapping("/{code:[0-9A-Za-z]{1,64}}")
    ResponseEntity<Void> follow(@PathVariable String code, HttpMethod method) {
        URI address = links.address(code)
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.NOT_FOUND, "There is no link with the code " + code + "."));
        // Looking at the headers alone is not following.
        if (method.equals(HttpMethod.GET)) {
            hits.report(code);
        }
        return ResponseEntity.status(HttpStatus.FOUND).location(address).build();
    }

    record Wanted(@Nullable String url) {}

    record Shortened(String code, URI url, URI shortUrl) {}
}
