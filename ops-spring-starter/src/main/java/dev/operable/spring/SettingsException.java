package dev.operable.spring;

import dev.operable.config.ConfigException;
import org.springframework.boot.ExitCodeGenerator;

/** Refuses the start; Spring Boot takes the exit status of the process from it. */
final class SettingsException extends RuntimeException implements ExitCodeGenerator {
    private static final long serialVersionUID = 1;

    SettingsException(ConfigException problems) {
        super(problems.getMessage(), problems);
    }

    /** What the application says of itself that cannot be. */
    SettingsException(String problem) {
        super(problem);
    }

    @Override
    public int getExitCode() {
        return ConfigException.EXIT_STATUS;
    }
}
