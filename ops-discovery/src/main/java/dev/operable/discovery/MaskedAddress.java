package dev.operable.discovery;

/** An address as it may be shown: without what stands before an {@code @}, which can be a password. */
final class MaskedAddress {
    private MaskedAddress() {}

    static String of(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? address : "•••" + address.substring(at);
    }
}
