package dev.operable.devkit;

/** A request that the agent does not carry out, with the status and text that say so. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    Refusal(int status, String text) {
        super(text);
        this.status = status;
    }

    static Refusal badRequest(String text) {
        return new Refusal(400, text);
    }

    static Refusal undecodable(String detail) {
        return badRequest("Request decode failed: " + detail);
    }

    static Refusal internal(String text) {
        return new Refusal(500, text);
    }

    Answer answer() {
        return Answer.text(status, String.valueOf(getMessage()));
    }
}
