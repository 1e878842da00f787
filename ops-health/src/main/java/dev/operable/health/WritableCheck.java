package dev.operable.health;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A small file that comes and goes; looking at the permissions of the folder would not find a full disk. */
record WritableCheck(Path folder) implements HealthCheck {
    /** One block: a full disk often takes an empty file still. */
    private static final int BYTES = 4096;

    @Override
    public CheckResult run() throws IOException {
        if (!Files.isDirectory(folder)) {
            return CheckResult.fail(folder + (Files.exists(folder) ? " is not a folder" : " does not exist"));
        }
        Path file;
        try {
            file = Files.createTempFile(folder, ".self-check-", ".tmp");
        } catch (IOException refused) {
            return CheckResult.fail("no file can be made in " + folder + ": " + refused);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer block = ByteBuffer.allocate(BYTES);
            while (block.hasRemaining()) {
                channel.write(block);
            }
            channel.force(false);
            return CheckResult.pass();
        } catch (IOException refused) {
            return CheckResult.fail("nothing can be written in " + folder + ": " + refused.getMessage());
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
