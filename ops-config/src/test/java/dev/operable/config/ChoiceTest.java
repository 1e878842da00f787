package dev.operable.config;

import static dev.operable.config.ReportTest.assertReport;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ChoiceTest {
    sealed interface Store permits DiskStore, S3Store, InMemory {}

    record DiskStore(Path folder) implements Store {}

    record S3Store(
            @Doc("Where it answers") URI endpoint,
            @Default("hits") String bucket) implements Store {
        S3Store {
            Check.notBlank("bucket", bucket);
        }
    }

    record InMemory() implements Store {}

    record Hits(
            @Prefix("STORE_") Store store, @Prefix("CACHE_") Optional<Store> cache) {}

    record WithDefault(
            @Key("KEEP_IN") @Default("in-memory") @Prefix("STORE_")
            Store store) {}

    sealed interface Shape permits Circle, CircleShape {}

    record Circle(int radius) implements Shape {}

    record CircleShape(int radius) implements Shape {}

    record Ambiguous(Shape shape) {}

    sealed interface Half permits Open, Closed {}

    static final class Open implements Half {}

    record Closed() implements Half {}

    record NotAllRecords(Half half) {}

    sealed interface Retention permits Days, Forever {
        static Retention parse(CharSequence text) {
            return text.toString().equals("forever") ? new Forever() : new Days(Integer.parseInt(text.toString()));
        }
    }

    record Days(int days) implements Retention {}

    record Forever() implements Retention {}

    record Kept(Retention retention) {}

    @ParameterizedTest
    @CsvSource({"disk", "DISK", "disk-store", "Disk_Store", "DiskStore", "' disk '"})
    void theVariablePicksTheRecordByItsName(String name) {
        Hits hits = settings(Map.of("STORE", name, "STORE_FOLDER", "/a")).load().get(Hits.class);
        assertThat(hits).isEqualTo(new Hits(new DiskStore(Path.of("/a")), Optional.empty()));
    }

    @Test
    void theVariablesOfTheOthersAreKnownAndUnread() {
        Hits hits = settings(Map.of("STORE", "s3", "STORE_ENDPOINT", "a:b", "STORE_FOLDER", "/a", "CACHE", "in-memory"))
                .load()
                .get(Hits.class);
        assertThat(hits).isEqualTo(new Hits(new S3Store(URI.create("a:b"), "hits"), Optional.of(new InMemory())));
    }

    record Keep(@Prefix("STORE_") Optional<Store> store) {}

    record Folder(@Key("STORE_FOLDER") Path folder) {}

    sealed interface Access permits Login {}

    record Login(String user) implements Access {}

    record Guarded(Optional<Access> access) {}

    /** Else a word forgotten is a service that keeps nothing, and says nothing. */
    @Test
    void whatIsSetForAChoiceThatIsNotIsAProblem() {
        Settings.Builder builder = Settings.of("s").bind(Keep.class);
        assertReport(builder.environment(Map.of("STORE_FOLDER", "/a")).set("STORE_ENDPOINT_FILE", "/run/x"), """
                The configuration of s has 2 problems:
                  STORE_ENDPOINT_FILE   is set in the code but nothing reads it while STORE is not set. Set STORE to one of disk, s3, in-memory, or remove it. (S3Store.endpoint)
                  STORE_FOLDER          is set but nothing reads it while STORE is not set. Set STORE to one of disk, s3, in-memory, or remove it. (DiskStore.folder)""");
        assertThat(builder.set("STORE", "in-memory").load().get(Keep.class).store())
                .contains(new InMemory());
    }

    @Test
    void whatAnotherRecordOrTheSystemReadsIsNoMatterOfTheChoice() {
        Settings shared = Settings.of("s")
                .set("STORE_FOLDER", "/a")
                .bind(Keep.class)
                .bind(Folder.class)
                .load();
        assertThat(shared.get(Keep.class).store()).isEmpty();
        assertThat(Settings.of("s")
                        .environment(Map.of("USER", "root"))
                        .bind(Guarded.class)
                        .load()
                        .get(Guarded.class)
                        .access())
                .isEmpty();
    }

    @Test
    void theChoiceMayHaveADefaultAndAKey() {
        Settings.Builder builder = Settings.of("s").bind(WithDefault.class);
        assertThat(builder.load().get(WithDefault.class).store()).isEqualTo(new InMemory());
        builder.set("KEEP_IN", "disk").set("STORE_FOLDER", "/b");
        assertThat(builder.load().get(WithDefault.class).store()).isEqualTo(new DiskStore(Path.of("/b")));
    }

    @Test
    void saysWhatCanBeChosen() {
        assertReport(settings(Map.of()), """
                The configuration of s has 1 problem:
                  STORE   is missing. It is one of disk, s3, in-memory. (Hits.store)""");
        assertReport(settings(Map.of("STORE", "dsik", "CACHE", "redis")), """
                The configuration of s has 2 problems:
                  STORE   "dsik" from the environment is not one of disk, s3, in-memory. Did you mean disk? (Hits.store)
                  CACHE   "redis" from the environment is not one of disk, s3, in-memory. (Hits.cache)""");
    }

    @Test
    void saysWhatTheChosenRecordNeeds() {
        assertReport(settings(Map.of("STORE", "s3", "STORE_BUCKET", " ", "CACHE", "disk")), """
                The configuration of s has 3 problems:
                  STORE_ENDPOINT   is missing. Where it answers. Read when STORE is s3. It is a URI, for example https://host:8080/path. (S3Store.endpoint)
                  STORE_BUCKET     " " from the environment must not be blank. (S3Store.bucket)
                  CACHE_FOLDER     is missing. Read when CACHE is disk. It is a path, for example /var/lib/data. (DiskStore.folder)""");
    }

    @Test
    void aSealedTypeThatReadsItselfIsAValue() {
        assertThat(Settings.of("s")
                        .set("RETENTION", "7")
                        .bind(Kept.class)
                        .load()
                        .get(Kept.class))
                .isEqualTo(new Kept(new Days(7)));
    }

    @Test
    void refusesChoicesThatAreNone() {
        Settings.Builder builder = Settings.of("s");
        assertThatThrownBy(() -> builder.bind(Ambiguous.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "dev.operable.config.ChoiceTest$Shape permits two records that are called circle. Rename one"
                                + " of them.");
        assertThatThrownBy(() -> builder.bind(NotAllRecords.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("NotAllRecords.half has the type dev.operable.config.ChoiceTest$Half, which no"
                        + " text can become.");
    }

    private static Settings.Builder settings(Map<String, String> environment) {
        return Settings.of("s").environment(environment).bind(Hits.class);
    }
}
