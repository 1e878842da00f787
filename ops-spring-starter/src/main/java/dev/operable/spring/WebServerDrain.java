package dev.operable.spring;

import dev.operable.core.lifecycle.StopStep;

/** Lets the web server finish what it is answering, and take nothing new. */
@FunctionalInterface
interface WebServerDrain extends StopStep {}
