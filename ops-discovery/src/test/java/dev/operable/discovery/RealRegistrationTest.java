package dev.operable.discovery;

import dev.operable.devkit.WithConsul;

@WithConsul(WithConsul.Kind.REAL)
class RealRegistrationTest extends RegistrationScenarios {}
