package dev.operable.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0B, 0",
        "3B, 3",
        "1kB, 1000",
        "512kB, 512000",
        "1KiB, 1024",
        "10MiB, 10485760",
        "10MB, 10000000",
        "1GB, 1000000000",
        "1GiB, 1073741824",
        "2TB, 2000000000000",
        "2PiB, 2251799813685248",
        "7EiB, 8070450532247928832",
        "9EB, 9000000000000000000",
        "9223372036854775807B, 9223372036854775807",
        "' 007kB ', 7000"
    })
    void tellsPowersOf1000FromPowersOf1024(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0B",
        "999, 999B",
        "1000, 1kB",
        "1024, 1KiB",
        "1500, 1500B",
        "1536000, 1500KiB",
        "1024000, 1000KiB",
        "10485760, 10MiB",
        "9223372036854775807, 9223372036854775807B"
    })
    void printsTheLargestExactUnit(long bytes, String text) {
        assertThat(new ByteSize(bytes)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10        | does not end in a unit",
                "10X       | does not end in a unit",
                "1.5GB     | does not end in a unit",
                "10 000    | does not end in a unit",
                "512KB     | does not end in a unit, did you mean kB?",
                "512kb     | does not end in a unit, did you mean kB?",
                "512k      | does not end in a unit, did you mean kB?",
                "10mib     | does not end in a unit, did you mean MiB?",
                "10Mi      | does not end in a unit, did you mean MiB?",
                "10 MiB    | does not end in a unit, did you mean MiB?",
                "7b        | does not end in a unit, did you mean B?",
                "MiB       | does not begin with a number",
                "-1B       | does not begin with a number",
                "''        | does not begin with a number",
                "٣B        | does not begin with a number",
                "8EiB      | is more than 9223372036854775807 bytes",
                "99999999999999999999B | is more than 9223372036854775807 bytes"
            })
    void saysWhyATextIsNone(String text, String reason) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    @Test
    void isNeverNegativeAndHasAnOrder() {
        assertThatThrownBy(() -> new ByteSize(-1)).hasMessage("is negative");
        assertThat(new ByteSize(1)).isLessThan(new ByteSize(2)).isEqualByComparingTo(new ByteSize(1));
    }
}
