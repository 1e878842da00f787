package dev.operable.core.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the kernel tells of one resource of this process's container: a directory of the cgroup hierarchy, version 1 or 2.
 *
 * @param version 1 or 2
 * @param mount where the hierarchy is mounted; no directory above it is looked at
 * @param directory that of this process's group, {@code mount} or below it
 */
record Cgroup(int version, Path mount, Path directory) {
    /**
     * Finds the group of this process. A controller that is attached to version 1 is not in version 2's hierarchy, so a
     * machine may have both.
     *
     * @param root {@code /}, or where a test has its files
     * @param controller {@code memory} or {@code cpu}
     * @return empty where there is no such group, as on another system than Linux
     */
    static Optional<Cgroup> of(Path root, String controller) throws IOException {
        Path groups = root.resolve("proc/self/cgroup");
        Path mounts = root.resolve("proc/self/mountinfo");
        if (!Files.isReadable(groups) || !Files.isReadable(mounts)) {
            return Optional.empty();
        }
        Optional<String> unified = Optional.empty();
        for (String line : Files.readAllLines(groups)) {
            String[] parts = line.split(":", 3); // id:controllers:path
            if (parts.length == 3 && List.of(parts[1].split(",", -1)).contains(controller)) {
                return mounted(root, mounts, 1, controller, parts[2]);
            }
            if (parts.length == 3 && parts[0].equals("0") && parts[1].isEmpty()) {
                unified = Optional.of(parts[2]);
            }
        }
        return unified.isPresent() ? mounted(root, mounts, 2, controller, unified.get()) : Optional.empty();
    }

    private static Optional<Cgroup> mounted(Path root, Path mounts, int version, String controller, String group)
            throws IOException {
        for (String line : Files.readAllLines(mounts)) {
            // 36 35 98:0 <root> <mount point> <options> <any fields> - <type> <source> <super options>
            String[] halves = line.split(" - ", 2);
            String[] before = halves[0].split(" ", -1);
            String[] after = halves.length == 2 ? halves[1].split(" ", -1) : new String[0];
            if (before.length < 5 || after.length < 3) {
                continue;
            }
            boolean fits = version == 2
                    ? after[0].equals("cgroup2")
                    : after[0].equals("cgroup")
                            && List.of(after[2].split(",", -1)).contains(controller);
            if (fits) {
                Path mount = root.resolve(before[4].substring(1));
                return Optional.of(new Cgroup(version, mount, below(mount, before[3], group)));
            }
        }
        return Optional.empty();
    }

    private static Path below(Path mount, String mountRoot, String group) {
        String prefix = mountRoot.equals("/") ? "/" : mountRoot + "/";
        if (group.startsWith(prefix)) {
            Path path = mount.resolve(group.substring(prefix.length())).normalize();
            if (path.startsWith(mount) && Files.isDirectory(path)) {
                return path;
            }
        }
        // The path is that of another name space: what is mounted is the container's own group.
        return mount;
    }

    /** This group and those it is in, the innermost first: the tightest of their limits is the one in force. */
    List<Path> upwards() {
        List<Path> all = new ArrayList<>();
        for (Path at = directory; at != null && at.startsWith(mount); at = at.getParent()) {
            all.add(at);
        }
        return all;
    }
}
