package dev.operable.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.operable.config.Masks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProseTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "password: S3KR1T",
                "password:\tS3KR1T",
                "password:\nS3KR1T",
                "password       :       S3KR1T",
                "password\u00a0: S3KR1T",
                "password:\u00a0S3KR1T",
                "password\uff1a S3KR1T",
                "password =\tS3KR1T",
                "password => S3KR1T",
                "password -> S3KR1T",
                "password->S3KR1T",
                ":password => 'S3KR1T'",
                "<password>S3KR1T</password>",
                "--password S3KR1T",
                "password(S3KR1T)",
                "password[S3KR1T]",
                "Password 'S3KR1T' rejected",
                "Password was: S3KR1T",
                "secret key: S3KR1T",
                "passphrase: one S3KR1T three S3KR1T",
                "passphrase: the S3KR1T",
                "Authorization: Token S3KR1T",
                "Authorization: ApiKey S3KR1T",
                "Authorization: Digest username=\"u\", response=\"S3KR1T\"",
                "Cookie: a=S3KR1T; b=S3KR1T",
                "BEARER S3KR1T",
                "Bearer  S3KR1T",
                "Bearer\tS3KR1T",
                "password: \"one S3KR1T",
                "-----BEGIN PRIVATE KEY-----\nMIIES3KR1T\nS3KR1T\n-----END PRIVATE KEY-----",
                "private_key: -----BEGIN RSA PRIVATE KEY-----\nMIIE\nS3KR1T"
            })
    void aSecretIsHiddenHoweverItIsSaid(String said) {
        assertThat(shown(said)).contains(Redaction.MASK).doesNotContain("S3KR1T");
    }

    @ParameterizedTest
    @ValueSource(strings = {"password: пароль", "the password is пароль", "password: !!!$$$***"})
    void aSecretNeedsNoLettersOfOurs(String said) {
        assertThat(shown(said)).matches("(the )?password(:| is) •••");
    }

    @Test
    void whatFollowsAPrivateKeyIsSaidStill() {
        assertThat(shown("-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY----- is not of the host"))
                .isEqualTo("-----BEGIN PRIVATE KEY-----•••-----END PRIVATE KEY----- is not of the host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a:",
                "a:a:a:!!!!!!!!!!!!b ",
                "password: ",
                "password \" ",
                "password: \"",
                "password “",
                "password: yes\n",
                "passphrase: x\n",
                "passphrase: the\n",
                "password(",
                "<password>",
                "token",
                "token     ",
                "-----BEGIN ",
                "-----BEGIN PRIVATE KEY-----",
                "-",
                "\\\"",
                "password\"",
                "password==",
                "api key is "
            })
    void eightTimesTheTextIsReadInEightTimesTheSteps(String piece) {
        long steps = steps(piece.repeat(500));

        assertThat(steps(piece.repeat(4_000))).isLessThan(steps * 10);
        assertThat(steps).isLessThan(piece.length() * 500L * 200);
    }

    private static String shown(String said) {
        return Redaction.standard().sentences(said);
    }

    private static long steps(String text) {
        Read read = new Read(text);
        Prose.hidden(read, name -> {
            read.steps += name.length();
            return Masks.hides(name);
        });
        return read.steps;
    }

    /** Counts the characters that are read. */
    private static final class Read implements CharSequence {
        private final String text;
        private long steps;

        Read(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            steps++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            steps += end - start;
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
