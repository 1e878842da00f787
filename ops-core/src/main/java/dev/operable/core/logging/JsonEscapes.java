package dev.operable.core.logging;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.io.SerializedString;

/** JSON's own escapes, and those of {@link Characters}, which JSON would let through. */
final class JsonEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1;

    @Override
    public int[] getEscapeCodesForAscii() {
        int[] codes = standardAsciiEscapesForJSON();
        codes[0x7f] = ESCAPE_STANDARD;
        return codes;
    }

    // Asked for every character above ASCII; null leaves it as it is.
    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
        char c = (char) character;
        return Characters.isUnsafe(c) ? new SerializedString(Characters.escape(c)) : null;
    }
}
