package dev.operable.devkit;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/** Where the host of a shared agent says its address, and leaves it for the one who takes over. */
record AddressFile(Path path) {
    static final String HOST = "127.0.0.1";

    /** The address last written, also when its host is gone; nothing when there is none that makes sense. */
    Optional<URI> read() throws IOException {
        try {
            URI address = URI.create(Files.readString(path).strip());
            boolean usable =
                    "http".equals(address.getScheme()) && HOST.equals(address.getHost()) && address.getPort() > 0;
            return usable ? Optional.of(address) : Optional.empty();
        } catch (NoSuchFileException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Nobody ever reads half an address. */
    void write(URI address) throws IOException {
        Path draft = Files.createTempFile(path.toAbsolutePath().getParent(), "agent.address.", ".tmp");
        try {
            Files.writeString(draft, address + "\n");
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
