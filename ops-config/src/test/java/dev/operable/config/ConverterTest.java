package dev.operable.config;

import static dev.operable.config.ReportTest.assertReport;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Timer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Types of users: with a converter, or reading themselves. */
@SuppressWarnings("ArrayRecordComponent")
final class ConverterTest {
    record Money(BigDecimal amount, String currency) {
        static Money read(String text) {
            String[] words = text.split(" ", 2);
            if (words.length < 2) {
                throw new IllegalArgumentException("it names no currency.");
            }
            return new Money(new BigDecimal(words[0]), words[1]);
        }
    }

    record Shop(Money fee, List<Money> steps, Map<String, Money> fees, Optional<Money> most, Money[] all) {}

    record Pause(Duration pause) {}

    record Email(String address) {
        Email {
            Check.that("address", address.contains("@"), "has no @");
        }
    }

    static final class Topic {
        final String name;

        Topic(String name) {
            this.name = name;
        }
    }

    static final class Hidden {
        final String name;

        private Hidden(String name) {
            this.name = name;
        }

        static Hidden called(String name) {
            return new Hidden(name);
        }
    }

    abstract static class Abstract {
        Abstract(String name) {
            throw new IllegalStateException(name);
        }
    }

    record Texts(Email email, List<Email> copies, Topic topic, UUID id) {}

    record GroupOfOne(@Default("root") String user) {}

    record Group(GroupOfOne group) {}

    record WithHidden(Hidden hidden) {}

    record WithAbstract(Abstract value) {}

    record WithTimer(Timer timer) {}

    record WithWriter(PrintWriter writer) {}

    record Deep(int depth) {
        static Deep of(String text) {
            return text.isEmpty() ? new Deep(0) : new Deep(of(text.substring(1)).depth() + 1);
        }
    }

    record Token(String text) {
        static Token of(String text) {
            if (text.length() < 100) {
                throw new IllegalArgumentException("the token " + text.charAt(0) + "... is too short");
            }
            return new Token(text);
        }
    }

    record Tokens(Token apiToken, List<Token> oldTokens, Map<String, String> passwords, char pinSecret) {}

    @Test
    void aConverterReadsItsTypeAloneAndInsideOthers() {
        Shop shop = money().set("FEE", "3.50 EUR")
                .set("STEPS", "1 EUR, 2 USD")
                .set("FEES", "a=1 EUR")
                .set("MOST", "9 EUR")
                .set("ALL", "7 EUR")
                .bind(Shop.class)
                .load()
                .get(Shop.class);
        assertThat(shop.fee()).isEqualTo(money("3.50", "EUR"));
        assertThat(shop.steps()).containsExactly(money("1", "EUR"), money("2", "USD"));
        assertThat(shop.fees()).isEqualTo(Map.of("a", money("1", "EUR")));
        assertThat(shop.most()).contains(money("9", "EUR"));
        assertThat(shop.all()).containsExactly(money("7", "EUR"));
    }

    @Test
    void whatAConverterRefusesIsToldInItsWords() {
        assertReport(money().set("STEPS", "1 EUR,2").set("MOST", "x EUR").bind(Shop.class), """
                The configuration of s has 3 problems:
                  FEE     is missing. It is an amount, for example 3.50 EUR. (Shop.fee)
                  STEPS   "1 EUR,2" set in code is not well-formed at place 2: "2" is not an amount: it names no currency. Write it as 3.50 EUR. (Shop.steps)
                  MOST    "x EUR" set in code is not an amount: Character x is neither a decimal digit number, decimal point, nor "e" notation exponential mark. Write it as 3.50 EUR. (Shop.most)""");
    }

    @Test
    void aConverterWinsOverEveryOtherWay() {
        Settings.Builder builder = Settings.of("s")
                .converter(Duration.class, "a number of minutes", "5", text -> Duration.ofMinutes(Long.parseLong(text)))
                .converter(Email.class, "an address", "", text -> null);
        assertThat(builder.bind(Pause.class).set("PAUSE", "5").load().get(Pause.class))
                .isEqualTo(new Pause(Duration.ofMinutes(5)));
        assertReport(
                builder.bind(Texts.class).set("EMAIL", "a@b").set("TOPIC", "t").set("ID", "1-1-1-1-1"), """
                The configuration of s has 1 problem:
                  EMAIL   "a@b" set in code is not an address. (Texts.email)""");
    }

    record Ports(int port, Optional<Integer> other, int[] more) {}

    @Test
    void aConverterOfANumberReadsThePrimitiveTypeToo() {
        for (Class<Integer> type : List.of(Integer.class, int.class)) {
            Ports ports = Settings.of("s")
                    .converter(type, "a port", "http", text -> text.equals("http") ? 80 : null)
                    .set("PORT", "http")
                    .set("OTHER", "http")
                    .set("MORE", "http,http")
                    .bind(Ports.class)
                    .load()
                    .get(Ports.class);
            assertThat(ports.port()).isEqualTo(80);
            assertThat(ports.other()).contains(80);
            assertThat(ports.more()).containsExactly(80, 80);
        }
    }

    @Test
    void aConverterComesBeforeTheRecordsThatUseIt() {
        Settings.Builder builder = Settings.of("s").bind(Pause.class);
        assertThatThrownBy(() -> builder.converter(Money.class, "an amount", "3.50 EUR", Money::read))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("converter(Money.class, ...) comes after bind(...). Move it before the first bind(...).");
    }

    @Test
    void readsTypesWithAConstructorForAString() {
        Texts texts = Settings.of("s")
                .set("EMAIL", "a@b")
                .set("COPIES", "c@d,e@f")
                .set("TOPIC", "hits")
                .set("ID", "123e4567-e89b-12d3-a456-426614174000")
                .bind(Texts.class)
                .load()
                .get(Texts.class);
        assertThat(texts.email()).isEqualTo(new Email("a@b"));
        assertThat(texts.copies()).containsExactly(new Email("c@d"), new Email("e@f"));
        assertThat(texts.topic().name).isEqualTo("hits");
        assertThat(texts.id()).hasToString("123e4567-e89b-12d3-a456-426614174000");
    }

    @Test
    void saysWhyAConstructorRefuses() {
        assertReport(Settings.of("s").set("EMAIL", "nobody").set("ID", "7").bind(Texts.class), """
                The configuration of s has 3 problems:
                  EMAIL   "nobody" set in code is not an Email: address has no @. (Texts.email)
                  TOPIC   is missing. It is a Topic. (Texts.topic)
                  ID      "7" set in code is not a UUID: Invalid UUID string: 7. (Texts.id)""");
    }

    @Test
    void aRecordWithAnnotatedComponentsIsAGroupEvenOfOne() {
        assertThat(Settings.of("s").set("USER", "x").bind(Group.class).load().get(Group.class))
                .isEqualTo(new Group(new GroupOfOne("x")));
    }

    /** Without the look at the package the last two were bound: a thread would start, a file be emptied. */
    @ParameterizedTest
    @ValueSource(classes = {WithHidden.class, WithAbstract.class, WithTimer.class, WithWriter.class})
    void callsNoConstructorThatIsHiddenOrDoesMoreThanToRead(Class<? extends Record> type) {
        Settings.Builder builder = Settings.of("s");
        assertThatThrownBy(() -> builder.bind(type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("which no text can become");
    }

    /** Not caught, the error ended the whole start. */
    @Test
    void aParserThatRunsOutOfStackRefusesItsText() throws Refusal {
        Conversion deep = new Converters(Map.of()).find(Deep.class);
        assertThat(deep).isNotNull();
        assertThat(deep.convert("abc")).isEqualTo(new Deep(3));
        assertThatThrownBy(() -> deep.convert("a".repeat(100_000)))
                .isInstanceOf(Refusal.class)
                .hasMessage("is not a Deep: it is too long or nested too deep.");
    }

    /** Told with their reasons, parts of these secrets stood in the report. */
    @Test
    void theReasonOfASecretByNameIsNotTold() {
        assertReport(
                Settings.of("s")
                        .set("API_TOKEN", "hunter2")
                        .set("OLD_TOKENS", "a,b")
                        .set("PASSWORDS", "a=x,hunter2")
                        .set("PIN_SECRET", "1234")
                        .bind(Tokens.class),
                """
                The configuration of s has 4 problems:
                  API_TOKEN    ••• set in code is not a Token. (Tokens.apiToken)
                  OLD_TOKENS   ••• set in code is not a list with commas, each item a Token. (Tokens.oldTokens)
                  PASSWORDS    ••• set in code is not a list of name=value with commas. Write it as a=1,b=2. (Tokens.passwords)
                  PIN_SECRET   ••• set in code is not a single character. Write it as ; or |. (Tokens.pinSecret)""");
    }

    private static Settings.Builder money() {
        return Settings.of("s").converter(Money.class, "an amount", "3.50 EUR", Money::read);
    }

    private static Money money(String amount, String currency) {
        return new Money(new BigDecimal(amount), currency);
    }
}
