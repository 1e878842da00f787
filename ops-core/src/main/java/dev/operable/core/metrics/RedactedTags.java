package dev.operable.core.metrics;

import dev.operable.core.Redaction;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.ArrayList;
import java.util.List;

/** The redaction of the log for the values of tags, which whoever scrapes can read. */
final class RedactedTags implements MeterFilter {
    private final Redaction redaction;

    RedactedTags(Redaction redaction) {
        this.redaction = redaction;
    }

    @Override
    public Meter.Id map(Meter.Id id) {
        for (Tag tag : id.getTagsAsIterable()) {
            if (!shown(tag).equals(tag.getValue())) {
                return id.replaceTags(shown(id.getTagsAsIterable()));
            }
        }
        return id;
    }

    private List<Tag> shown(Iterable<Tag> tags) {
        List<Tag> shown = new ArrayList<>();
        for (Tag tag : tags) {
            shown.add(Tag.of(tag.getKey(), shown(tag)));
        }
        return shown;
    }

    private String shown(Tag tag) {
        return redaction.value(tag.getKey(), tag.getValue());
    }
}
