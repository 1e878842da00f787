package dev.operable.health;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file or a folder that gives what is in it; looking at its permissions would not find a broken disk. */
record ReadableCheck(Path path) implements HealthCheck {
    @Override
    public CheckResult run() {
        try {
            if (Files.isDirectory(path)) {
                return listed();
            }
            try (InputStream in = Files.newInputStream(path)) {
                in.read();
            }
            return CheckResult.pass();
        } catch (NoSuchFileException missing) {
            return CheckResult.fail(path + " does not exist");
        } catch (IOException unreadable) {
            return CheckResult.fail(path + " cannot be read: " + unreadable);
        }
    }

    private CheckResult listed() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            return CheckResult.pass().with("empty", !entries.iterator().hasNext());
        } catch (DirectoryIteratorException broken) {
            throw broken.getCause();
        }
    }
}
