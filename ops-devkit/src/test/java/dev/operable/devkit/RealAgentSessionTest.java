package dev.operable.devkit;

import dev.operable.devkit.WithConsul.Kind;

/** Apart from the rest of the contract, because most of it is waiting for the end of a session. */
@WithConsul(Kind.REAL)
class RealAgentSessionTest extends SessionContract {}
