package dev.operable.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

@Timeout(60)
final class RequestContextTest {
    private final RequestContext context = RequestContext.start();
    private final ExecutorService pool = Executors.newFixedThreadPool(2);

    @AfterEach
    void stop() {
        pool.shutdownNow();
        MDC.clear();
    }

    /** What a thread is working for, by the context and by the MDC. */
    private static String here() {
        String inContext = RequestContext.current()
                .map(current -> current.traceId() + current.spanId() + current.requestId())
                .orElse("nothing");
        String inMdc = MDC.get("trace_id") == null
                ? "nothing"
                : MDC.get("trace_id") + MDC.get("span_id") + MDC.get("request_id");
        assertThat(inMdc).as("MDC in step with the context").isEqualTo(inContext);
        return inContext;
    }

    private String expected() {
        return context.traceId() + context.spanId() + context.requestId();
    }

    @Test
    void isThereDuringTheWorkOnly() throws Exception {
        assertThat(here()).isEqualTo("nothing");
        context.run(() -> assertThat(here()).isEqualTo(expected()));
        assertThat(here()).isEqualTo("nothing");
        assertThat(context.<String>call(RequestContextTest::here)).isEqualTo(expected());
        assertThat(here()).isEqualTo("nothing");
    }

    @Test
    void staysUntilItIsToldOtherwiseWhereALibraryCarriesIt() {
        RequestContext.set(context);
        assertThat(here()).isEqualTo(expected());
        RequestContext.start().run(() -> assertThat(here()).isNotEqualTo(expected()));
        assertThat(here()).isEqualTo(expected());
        RequestContext.set(null);
        assertThat(here()).isEqualTo("nothing");
    }

    @Test
    void putsBackWhatWasThereBeforeWhateverTheWorkDoes() {
        RequestContext inner = RequestContext.start();
        context.run(() -> {
            assertThatThrownBy(() -> inner.run(() -> {
                        MDC.clear();
                        throw new IllegalStateException("failed");
                    }))
                    .hasMessage("failed");
            assertThat(here()).isEqualTo(expected());
        });
        assertThat(here()).isEqualTo("nothing");
    }

    @Test
    void leavesTheIdsOfAnotherLibraryAsTheyWere() {
        MDC.put("trace_id", "theirs");
        MDC.put("order", "7");
        context.run(() -> {
            assertThat(MDC.get("trace_id")).isEqualTo(context.traceId());
            assertThat(MDC.get("order")).isEqualTo("7");
        });
        assertThat(MDC.get("trace_id")).isEqualTo("theirs");
        assertThat(MDC.get("span_id")).isNull();
    }

    @Test
    void goesAlongInWrappedTasks() throws Exception {
        Runnable[] task = new Runnable[1];
        CompletableFuture<String> seen = new CompletableFuture<>();
        context.run(() -> task[0] = RequestContext.wrap(() -> {
            seen.complete(here());
        }));
        pool.execute(task[0]);

        assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo(expected());
        Callable<String> callable =
                context.<Callable<String>>call(() -> RequestContext.wrap((Callable<String>) RequestContextTest::here));
        assertThat(pool.submit(callable).get(20, TimeUnit.SECONDS)).isEqualTo(expected());
    }

    @Test
    void goesAlongInEveryWayOfAnExecutorService() throws Exception {
        ExecutorService wrapped = RequestContext.wrap(pool);
        Callable<String> see = RequestContextTest::here;

        String executed = context.call(() -> {
            CompletableFuture<String> seen = new CompletableFuture<>();
            wrapped.execute(() -> seen.complete(here()));
            return seen.get(20, TimeUnit.SECONDS);
        });
        String submitted = context.call(() -> wrapped.submit(see).get(20, TimeUnit.SECONDS));
        List<Future<String>> all = context.call(() -> wrapped.invokeAll(List.of(see, see)));
        String any = context.call(() -> wrapped.invokeAny(List.of(see)));

        assertThat(executed).isEqualTo(expected());
        assertThat(submitted).isEqualTo(expected());
        assertThat(all.get(1).get()).isEqualTo(expected());
        assertThat(any).isEqualTo(expected());
        assertThat(wrapped.submit(see).get(20, TimeUnit.SECONDS)).isEqualTo("nothing");
        wrapped.shutdown();
        assertThat(wrapped.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(pool.isTerminated()).isTrue();
        assertThat(wrapped.isShutdown() && wrapped.isTerminated()).isTrue();
    }

    @Test
    void goesAlongInStagesOfACompletableFuture() throws Exception {
        Executor wrapped = RequestContext.wrap((Executor) pool);

        CompletableFuture<String> chain = context.call(() -> CompletableFuture.supplyAsync(() -> "", wrapped)
                .thenApplyAsync(nothing -> here(), wrapped)
                .thenCombineAsync(
                        CompletableFuture.supplyAsync(RequestContextTest::here, wrapped), (a, b) -> a + b, wrapped)
                .thenApplyAsync(both -> both + here(), context.on(pool)));

        assertThat(chain.get(20, TimeUnit.SECONDS)).isEqualTo(expected().repeat(3));
    }

    @Test
    void goesAlongInStagesThatAStrangerCompletes() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        RequestContext other = RequestContext.start();
        CompletableFuture<String> bound = answer.thenApplyAsync(text -> here(), context.on(pool));

        Thread stranger = new Thread(() -> other.run(() -> answer.complete("done")));
        stranger.start();

        assertThat(bound.get(20, TimeUnit.SECONDS)).isEqualTo(expected());
        stranger.join();
    }

    @Test
    void goesAlongOnVirtualThreads() throws Throwable {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads came with Java 21");
        ExecutorService virtual = (ExecutorService) MethodHandles.publicLookup()
                .findStatic(
                        Executors.class,
                        "newVirtualThreadPerTaskExecutor",
                        MethodType.methodType(ExecutorService.class))
                .invoke();
        ExecutorService wrapped = RequestContext.wrap(virtual);
        List<RequestContext> requests =
                IntStream.range(0, 500).mapToObj(i -> RequestContext.start()).toList();
        List<Future<String>> seen = new java.util.ArrayList<>();
        for (RequestContext request : requests) {
            seen.add(request.call(() -> wrapped.submit(RequestContextTest::here)));
        }
        for (int i = 0; i < 500; i++) {
            assertThat(seen.get(i).get(20, TimeUnit.SECONDS))
                    .startsWith(requests.get(i).traceId());
        }
        assertThat(wrapped.submit(RequestContextTest::here).get(20, TimeUnit.SECONDS))
                .isEqualTo("nothing");
        wrapped.shutdown();
    }

    /** Without the putting back at the end of a task, a pool's thread would show the request before. */
    @Test
    void leavesNothingOnPooledThreads() throws Exception {
        ExecutorService wrapped = RequestContext.wrap(pool);
        for (int i = 0; i < 2_000; i++) {
            RequestContext request = RequestContext.start();
            Future<String> seen = request.call(() -> wrapped.submit(RequestContextTest::here));
            assertThat(seen.get(20, TimeUnit.SECONDS)).startsWith(request.traceId());
        }
        CountDownLatch both = new CountDownLatch(2);
        for (int thread = 0; thread < 2; thread++) {
            Future<String> seen = pool.submit(() -> {
                both.countDown();
                both.await();
                return here();
            });
            if (thread == 1) {
                assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo("nothing");
            }
        }
    }

    @Test
    void readsRequestIdCallerAndDeadline() {
        RequestContext received = received("Order-7.a:b", "links", "60000");

        assertThat(received.requestId()).isEqualTo("Order-7.a:b");
        assertThat(received.caller()).contains("links");
        assertThat(received.remaining().orElseThrow()).isBetween(Duration.ofMillis(1), Duration.ofSeconds(60));
        assertThat(received.expired()).isFalse();
        assertThat(received("x", "x", "0").expired()).isTrue();
        assertThat(received("x", "x", "0").remaining()).contains(Duration.ZERO);
        assertThat(received("x", "x", "99999999999").remaining().orElseThrow()).isGreaterThan(Duration.ofDays(1000));
    }

    @Test
    void leavesOutWhatCannotBeRead() {
        for (String deadline : List.of("", "-1", "1.5", "1s", " 5", "100000000000", "\u0661")) {
            assertThat(received("x", "x", deadline).remaining()).as(deadline).isEmpty();
            assertThat(received("x", "x", deadline).expired()).isFalse();
        }
        for (String caller : List.of("", "a b", "a\n", "\u00e9", "x".repeat(65))) {
            assertThat(received("x", caller, "1").caller()).as(caller).isEmpty();
        }
        assertThat(received("x".repeat(129), "x", "1").requestId()).matches("[0-9a-f]{16}");
    }

    @Test
    void sendsOnWhatIsLeftOfTheDeadline() {
        Map<String, String> headers = received("r", "links", "60000").headers();

        assertThat(headers.keySet()).containsExactly("traceparent", "X-Request-Id", "Ops-Deadline-Ms");
        assertThat(Long.parseLong(headers.get("Ops-Deadline-Ms"))).isBetween(1L, 60_000L);
        assertThat(RequestContext.start().headers()).doesNotContainKey("Ops-Deadline-Ms");
    }

    private static RequestContext received(String requestId, String caller, String deadline) {
        Map<String, String> headers =
                Map.of("X-Request-Id", requestId, "Ops-Caller", caller, "Ops-Deadline-Ms", deadline);
        return RequestContext.from(
                name -> Optional.ofNullable(headers.get(name)).stream().toList());
    }
}
