package dev.operable.database;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** A folder for the class path, with migrations in it. */
record Scripts(Path folder) {
    Scripts script(String name, String sql) throws IOException {
        Path file = folder.resolve("db/migration").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, sql);
        return this;
    }

    Scripts without(String name) throws IOException {
        Files.delete(folder.resolve("db/migration").resolve(name));
        return this;
    }

    int migrate(Database database) throws Exception {
        return onClassPath(database::migrate);
    }

    <T> T onClassPath(Callable<T> work) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
            thread.setContextClassLoader(loader);
            return work.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
