package dev.operable.health;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The space that this process may still use, which is less than what is free where some is kept for root. */
record DiskCheck(Path path, double degradedBelow, double failingBelow) implements HealthCheck {
    DiskCheck {
        if (!(failingBelow >= 0 && failingBelow <= degradedBelow && degradedBelow <= 1)) {
            throw new IllegalArgumentException("Degraded below " + degradedBelow + " and failing below " + failingBelow
                    + " make no sense: write shares between 0 and 1, the first not below the second.");
        }
    }

    @Override
    public CheckResult run() throws IOException {
        FileStore store;
        try {
            store = Files.getFileStore(path);
        } catch (NoSuchFileException missing) {
            return CheckResult.fail(path + " does not exist");
        }
        long free = store.getUsableSpace();
        long total = store.getTotalSpace();
        return judge(free, total).with("freeBytes", free).with("totalBytes", total);
    }

    private CheckResult judge(long free, long total) {
        // Some file systems have no size, and so cannot be full.
        double share = total <= 0 ? 1 : (double) free / total;
        String what = Bytes.text(free) + " of " + Bytes.text(total) + " are free at " + path + ", "
                + Limits.percent(share) + ", less than ";
        if (share < failingBelow) {
            return CheckResult.fail(what + Limits.percent(failingBelow));
        }
        return share < degradedBelow ? CheckResult.degraded(what + Limits.percent(degradedBelow)) : CheckResult.pass();
    }
}
