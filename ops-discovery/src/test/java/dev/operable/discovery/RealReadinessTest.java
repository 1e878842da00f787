package dev.operable.discovery;

import dev.operable.devkit.WithConsul;

@WithConsul(WithConsul.Kind.REAL)
class RealReadinessTest extends ReadinessScenarios {}
