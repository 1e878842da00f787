package dev.operable.core.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The free space of the file systems that some directories are on, {@code disk.free} and {@code disk.total}. */
final class DiskMetrics implements MeterBinder {
    private static final Logger log = LoggerFactory.getLogger(DiskMetrics.class);

    private final List<Path> directories;

    /** @param directories of those on one file system the first gives its name to the tag {@code path} */
    DiskMetrics(List<Path> directories) {
        this.directories = List.copyOf(directories);
    }

    /** Of the working directory and that for temporary files. */
    static DiskMetrics ofThisProcess() {
        return new DiskMetrics(List.of(Path.of(""), Path.of(System.getProperty("java.io.tmpdir", "/tmp"))));
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Map<FileStore, Path> stores = new LinkedHashMap<>();
        for (Path directory : directories) {
            Path path = directory.toAbsolutePath();
            try {
                stores.putIfAbsent(Files.getFileStore(path), path);
            } catch (IOException e) {
                log.atWarn()
                        .addKeyValue("path", path)
                        .setCause(e)
                        .log("The free space of a directory is not measured: its file system cannot be read.");
            }
        }
        stores.values().forEach(path -> new DiskSpaceMetrics(path.toFile()).bindTo(registry));
    }
}
