package dev.operable.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file system of one mebibyte, in memory; only root may have one. */
final class SmallDisk implements AutoCloseable {
    private static final int SIZE = 1 << 20;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    static SmallDisk mounted(Path parent) throws IOException {
        Path folder = Files.createDirectory(parent.resolve("small"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=1m", "none", folder.toString()))
                .as("This process may not mount a file system")
                .isZero();
        return new SmallDisk(folder);
    }

    Path folder() {
        return folder;
    }

    void fillUpTo(double share) throws IOException {
        FileStore store = Files.getFileStore(folder);
        long bytes = Math.round(SIZE * share) - (store.getTotalSpace() - store.getUsableSpace());
        try (OutputStream out =
                Files.newOutputStream(folder.resolve("full"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.write(new byte[Math.toIntExact(bytes)]);
        }
    }

    @Override
    public void close() throws IOException {
        assertThat(run("umount", folder.toString())).isZero();
    }

    private static int run(String... command) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command).inheritIO().start();
        } catch (IOException missing) {
            return -1;
        }
        Await.until("the end of " + command[0], () -> !process.isAlive());
        return process.exitValue();
    }
}
