package dev.operable.discovery;

import dev.operable.devkit.WithConsul;

@WithConsul(WithConsul.Kind.EMBEDDED)
class EmbeddedReadinessTest extends ReadinessScenarios {}
