package dev.operable.core.logging;

/** How a log event is written. */
public enum LogFormat {
    /** Text on a terminal, JSON everywhere else. */
    AUTO,
    /** One JSON object a line. */
    JSON,
    /** One JSON object a line, with the names of the Elastic Common Schema. */
    ECS,
    /** One line for people, then the stack trace if there is one; with colour on a terminal. */
    TEXT
}
