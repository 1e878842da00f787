package dev.operable.devkit;

import tools.jackson.databind.JsonNode;

/** What a query found, and the index of the last change that could have altered it. */
record Found(long index, Answer answer) {
    static Found json(long index, JsonNode body) {
        return new Found(index, Answer.json(body));
    }
}
