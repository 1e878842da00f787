package dev.operable.benchmarks;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** {@link Hundred} as SmallRye Config maps it. */
@ConfigMapping
public interface HundredMapping {
    Group g0();

    Group g1();

    Group g2();

    Group g3();

    Group g4();

    Group g5();

    Group g6();

    Group g7();

    Group g8();

    Group g9();

    /** {@link Hundred.Group}. */
    interface Group {
        String name();

        String host();

        String user();

        int port();

        int limit();

        boolean enabled();

        Duration timeout();

        URI url();

        Hundred.Level level();

        List<String> tags();

        /** What it holds, for the comparison of results. */
        static Hundred.Group record(Group group) {
            return new Hundred.Group(
                    group.name(),
                    group.host(),
                    group.user(),
                    group.port(),
                    group.limit(),
                    group.enabled(),
                    group.timeout(),
                    group.url(),
                    group.level(),
                    group.tags());
        }
    }

    /** What it holds, for the comparison of results. */
    static Hundred record(HundredMapping all) {
        return Hundred.of(Stream.of(
                        all.g0(), all.g1(), all.g2(), all.g3(), all.g4(), all.g5(), all.g6(), all.g7(), all.g8(),
                        all.g9())
                .map(Group::record)
                .toList());
    }
}
