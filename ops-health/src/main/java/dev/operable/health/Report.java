package dev.operable.health;

import java.util.Map;

/**
 * What an answer is made of.
 *
 * @param details whether reasons, data and histories may be told
 * @param histories of the checks of the verdict by name; empty without details
 */
record Report(Verdict verdict, boolean details, Map<String, CheckHistory> histories) {}
