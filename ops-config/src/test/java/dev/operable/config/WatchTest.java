package dev.operable.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class WatchTest {
    private static final Duration OFTEN = Duration.ofMillis(5);
    private static final Duration NEVER = Duration.ofDays(300);

    record Login(@Default("nobody") String user, Secret password) {
        Login {
            Check.that("password", !password.reveal().equals("bad"), "must be a good one");
        }
    }

    record Limit(@Default("1") int most) {
        Limit {
            if (most == 13) {
                throw new OutOfMemoryError("a constructor that is too big");
            }
        }
    }

    @TempDir
    Path folder = Path.of("");

    private final BlockingQueue<Settings.Reload> reloads = new LinkedBlockingQueue<>();

    private Settings.Reload next() throws InterruptedException {
        Settings.Reload reload = reloads.poll(20, TimeUnit.SECONDS);
        assertThat(reload).as("a reload within 20 s").isNotNull();
        return reload;
    }

    private Settings login(Map<String, String> environment) {
        Settings settings = Settings.of("s")
                .environment(environment)
                .dotEnv(folder.resolve(".env"))
                .bind(Login.class)
                .load();
        settings.onReload(reloads::add);
        return settings;
    }

    @Test
    void followsASourceThatTells() throws InterruptedException {
        Store store = new Store();
        Settings settings = Settings.of("s").source(store).bind(Limit.class).load();
        settings.onReload(reloads::add);
        store.put("MOST", "2"); // before the watch began
        settings.watch(NEVER);
        settings.watch(OFTEN);
        assertThat(store.followers).hasValue(1);
        assertThat(next().changes()).containsExactly(new Change("MOST", "\"1\"", "\"2\""));
        store.put("MOST", "3");
        assertThat(next().changes()).containsExactly(new Change("MOST", "\"2\"", "\"3\""));
        assertThat(settings.live(Limit.class).get()).isEqualTo(new Limit(3));

        settings.close();
        settings.close();
        assertThat(store.followers).hasValue(0);
        settings.watch(OFTEN);
        assertThat(store.followers).as("closed for good").hasValue(0);
    }

    @Test
    void looksAtASourceThatDoesNotTell() throws InterruptedException {
        Map<String, ConfigValue> values = new ConcurrentHashMap<>();
        ConfigSource silent = new ConfigSource() {
            @Override
            public String name() {
                return "Silent";
            }

            @Override
            public Map<String, ConfigValue> values() {
                return values;
            }
        };
        try (Settings settings =
                Settings.of("s").source(silent).bind(Limit.class).load()) {
            settings.onReload(reloads::add);
            settings.watch(OFTEN);
            values.put("MOST", new ConfigValue("2", "Silent"));
            assertThat(next().changes()).containsExactly(new Change("MOST", "\"1\"", "\"2\""));
        }
    }

    /** The content of the file is compared, so that it does not matter how it was replaced. */
    @Test
    void readsSecretFilesAgainWhenKubernetesSwapsThem() throws Exception {
        Path first = secret("..1", "ann", "one");
        Path data = Files.createSymbolicLink(folder.resolve("..data"), first.getFileName());
        Path user = Files.createSymbolicLink(folder.resolve("user"), Path.of("..data/user"));
        Path password = Files.createSymbolicLink(folder.resolve("password"), Path.of("..data/password"));
        try (Settings settings = login(Map.of("USER_FILE", user.toString(), "PASSWORD_FILE", password.toString()))) {
            settings.watch(OFTEN);
            Live<Login> live = settings.live(Login.class);
            assertThat(live.get()).isEqualTo(new Login("ann", Secret.of("one")));
            swap(data, secret("..2", "bob", "two"));
            assertThat(next().changes())
                    .containsExactly(new Change("USER", "\"ann\"", "\"bob\""), new Change("PASSWORD", "•••", "•••"));
            assertThat(live.get()).isEqualTo(new Login("bob", Secret.of("two")));
            assertThat(settings.value("PASSWORD")).contains("two");

            swap(data, secret("..3", "bob", "bad"));
            assertThat(ConfigException.report("s", next().problems()))
                    .isEqualTo("""
                    The configuration of s has 1 problem:
                      PASSWORD   ••• from the file PATH that PASSWORD_FILE names must be a good one. (Login.password)""".replace("PATH", password.toString()));
            Files.delete(folder.resolve("..3/password"));
            assertThat(ConfigException.report("s", next().problems()))
                    .isEqualTo("""
                    The configuration of s has 1 problem:
                      PASSWORD_FILE   "PATH" from the environment does not exist. It must be the path of the file that holds the value of PASSWORD. (Login.password)""".replace("PATH", password.toString()));
            Files.createDirectory(folder.resolve("..3/password"));
            assertThat(next().problems()).singleElement().satisfies(problem -> assertThat(problem.message())
                    .contains("is not a regular file."));
            assertThat(live.get()).isEqualTo(new Login("bob", Secret.of("two")));

            swap(data, first);
            assertThat(next().changes()).hasSize(2);
            assertThat(settings.problems()).isEmpty();
            assertThat(live.get()).isEqualTo(new Login("ann", Secret.of("one")));
        }
    }

    /** Without the second look at the files this fails within a second. */
    @Test
    void filesThatAreSwappedTogetherAreReadTogether() throws Exception {
        Path data = Files.createSymbolicLink(
                folder.resolve("..data"), secret("..0", "0", "0").getFileName());
        Settings.Builder builder = Settings.of("s")
                .environment(Map.of(
                        "USER_FILE",
                        data.resolve("user").toString(),
                        "PASSWORD_FILE",
                        data.resolve("password").toString()))
                .bind(Login.class);
        Thread swapping = new Thread(() -> {
            for (int i = 1; !Thread.currentThread().isInterrupted(); i++) {
                try {
                    swap(data, secret(".." + i, String.valueOf(i), String.valueOf(i)));
                } catch (IOException failed) {
                    throw new IllegalStateException(failed);
                }
            }
        });
        swapping.start();
        for (int i = 0; i < 2000; i++) {
            Login login = builder.load().get(Login.class);
            assertThat(login.password().reveal()).isEqualTo(login.user());
        }
        swapping.interrupt();
        swapping.join();
    }

    @Test
    void readsDotEnvAgain() throws Exception {
        try (Settings settings = login(Map.of("PASSWORD", "x"))) {
            settings.watch(OFTEN);
            Files.writeString(folder.resolve("new"), "USER=ann\n");
            Files.move(folder.resolve("new"), folder.resolve(".env"));
            assertThat(next().changes()).containsExactly(new Change("USER", "\"nobody\"", "\"ann\""));
            Files.delete(folder.resolve(".env"));
            assertThat(next().changes()).containsExactly(new Change("USER", "\"ann\"", "\"nobody\""));
        }
    }

    @Test
    void theThreadOutlivesAConstructorThatTheMachineIsTooSmallFor() throws InterruptedException {
        Store store = new Store();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, thrown) -> heard.add(thread.getName() + thread.isDaemon() + thrown.getMessage()));
        try (Settings settings =
                Settings.of("s").source(store).bind(Limit.class).load()) {
            settings.onReload(reloads::add);
            settings.watch(OFTEN);
            store.put("MOST", "13");
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("ops-settingstruea constructor that is too big");
            assertThat(ConfigException.report("s", settings.problems())).isEqualTo("""
                    The configuration of s has 1 problem:
                      reload   was ended by java.lang.OutOfMemoryError, so that nothing of it is in force.""");
            store.put("MOST", "14");
            assertThat(next().changes()).hasSize(1);
            assertThat(settings.problems()).isEmpty();
            assertThat(heard).as("once for the change, not once a period").isEmpty();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    /** Without its handling the thread ends after the first change. */
    @Test
    void theThreadOutlivesAListenerThatLeavesItInterrupted() throws InterruptedException {
        Store store = new Store();
        try (Settings settings =
                Settings.of("s").source(store).bind(Limit.class).load()) {
            settings.onReload(reload -> {
                reloads.add(reload);
                Thread.currentThread().interrupt();
            });
            settings.watch(NEVER);
            store.put("MOST", "2");
            assertThat(next().changes()).hasSize(1);
            store.put("MOST", "3");
            assertThat(next().changes()).hasSize(1);
        }
    }

    @Test
    @Timeout(60)
    void anUpdateThatIsKeptOutIsHeardOfAlsoWithoutAListener() throws InterruptedException {
        Store store = new Store();
        BlockingQueue<Throwable> heard = new LinkedBlockingQueue<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> heard.add(thrown));
        try (Settings settings =
                Settings.of("s").source(store).bind(Limit.class).load()) {
            settings.watch(OFTEN);
            store.put("MOST", "many");
            assertThat(heard.poll(20, TimeUnit.SECONDS))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("""
                            The configuration of s has 1 problem:
                              MOST   "many" from Store key MOST at index 1 is not a whole number. Write it as 8 or 250. (Limit.most)""");
            int asked = store.asked.get();
            while (store.asked.get() < asked + 3) {
                Thread.onSpinWait();
            }
            assertThat(heard).as("once").isEmpty();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void aSourceThatCannotBeFollowedIsTriedAgainByTheNextCall() throws InterruptedException {
        Store first = new Store();
        Store second = new Store();
        AtomicBoolean refusing = new AtomicBoolean(true);
        ConfigSource refused = new ConfigSource() {
            @Override
            public String name() {
                return "Second";
            }

            @Override
            public Map<String, ConfigValue> values() {
                return second.values();
            }

            @Override
            public AutoCloseable watch(Runnable changed) {
                if (refusing.get()) {
                    throw new IllegalStateException("no watch");
                }
                return second.watch(changed);
            }
        };
        try (Settings settings =
                Settings.of("s").source(first).source(refused).bind(Limit.class).load()) {
            settings.onReload(reloads::add);
            assertThatThrownBy(() -> settings.watch(NEVER)).hasMessage("no watch");
            assertThat(first.followers).as("let go again").hasValue(0);
            refusing.set(false);
            settings.watch(NEVER);
            second.put("MOST", "2");
            assertThat(next().changes()).containsExactly(new Change("MOST", "\"1\"", "\"2\""));
            assertThat(first.followers).hasValue(1);
        }
        assertThat(first.followers).hasValue(0);
        assertThat(second.followers).hasValue(0);
    }

    @Test
    void aPeriodIsPositive() {
        assertThatThrownBy(() -> Settings.of("s").load().watch(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("period must be positive, but is \"0s\"");
    }

    private Path secret(String name, String user, String password) throws IOException {
        Path directory = Files.createDirectories(folder.resolve(name));
        Files.writeString(directory.resolve("user"), user);
        Files.writeString(directory.resolve("password"), password);
        return directory;
    }

    private void swap(Path data, Path to) throws IOException {
        Path fresh = Files.createSymbolicLink(folder.resolve("..data_tmp"), to.getFileName());
        Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    }
}
