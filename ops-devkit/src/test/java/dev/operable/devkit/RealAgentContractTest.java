package dev.operable.devkit;

import dev.operable.devkit.WithConsul.Kind;
import org.junit.jupiter.api.Nested;

@WithConsul(Kind.REAL)
class RealAgentContractTest {
    @Nested
    class Registrations extends RegistrationContract {}

    @Nested
    class Checks extends CheckContract {}

    @Nested
    class Queries extends QueryContract {}

    @Nested
    class Outages extends OutageContract {}

    @Nested
    class Keys extends KeyContract {}
}
