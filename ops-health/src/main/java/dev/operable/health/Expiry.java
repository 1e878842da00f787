package dev.operable.health;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/** Says of certificates whether they are valid and how long they will be; the first to expire counts. */
record Expiry(Duration before, Clock clock) {
    Expiry {
        if (before.isNegative()) {
            throw new IllegalArgumentException(
                    "A certificate cannot be renewed after it expired: write a time before.");
        }
    }

    CheckResult judge(String where, Collection<? extends Certificate> certificates) {
        X509Certificate first = null;
        Instant now = clock.instant();
        for (Certificate any : certificates) {
            if (any instanceof X509Certificate certificate) {
                Instant from = certificate.getNotBefore().toInstant();
                if (now.isBefore(from)) {
                    return CheckResult.fail(text(where, certificate) + " is not valid before " + from);
                }
                if (first == null || end(certificate).isBefore(end(first))) {
                    first = certificate;
                }
            }
        }
        return first == null ? CheckResult.fail(where + ": there is no certificate") : judge(where, first, now);
    }

    private CheckResult judge(String where, X509Certificate first, Instant now) {
        Instant end = end(first);
        Duration left = Duration.between(now, end);
        CheckResult result = CheckResult.pass();
        if (left.isNegative()) {
            result = CheckResult.fail(text(where, first) + " expired on " + end);
        } else if (left.compareTo(before) < 0) {
            result = CheckResult.degraded(text(where, first) + " expires in " + TimeText.age(left) + ", on " + end
                    + "; less than " + TimeText.age(before) + " are left to renew it");
        }
        return result.with("expires", end).with("daysLeft", left.toDays());
    }

    private static Instant end(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    private static String text(String where, X509Certificate certificate) {
        return where + ": the certificate of "
                + certificate.getSubjectX500Principal().getName();
    }
}
