package dev.operable.config;

/**
 * What the text of a setting looks like, in words.
 *
 * @param noun with its article: {@code a duration}
 * @param examples as they are enumerated in a sentence: {@code 500ms, 2s or PT2S}; may be empty
 * @param secret whether the text is never shown
 * @param emptyCounts whether an empty text is a value; otherwise it is as good as not set
 * @param free whether only the user knows what may be in it: a secret, where the name of the variable says so
 */
record Form(String noun, String examples, boolean secret, boolean emptyCounts, boolean free) {
    /** Said of what may be anything, where there is nothing to explain. */
    static final String TEXT = "text";

    static Form of(String noun, String examples) {
        return new Form(noun, examples, false, false, false);
    }

    /** Of a type of the user, whose own messages say why a text does not fit. */
    static Form free(String noun, String examples) {
        return new Form(noun, examples, false, false, true);
    }

    Refusal refusal() {
        return refusal("");
    }

    /** With the reason that follows the noun, such as {@code : it has no port}; may be empty. */
    Refusal refusal(String reason) {
        return new Refusal(Sentence.closed("is not " + noun + reason)
                + (examples.isEmpty() ? "" : " Write it as " + examples + "."));
    }
}
