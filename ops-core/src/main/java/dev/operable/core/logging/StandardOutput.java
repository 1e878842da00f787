package dev.operable.core.logging;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;

/** The streams that the process was started with. */
final class StandardOutput {
    private StandardOutput() {}

    /**
     * The process's standard output itself, for {@link System#out} hides write errors and cannot forget one. Only a
     * replacement of it, such as test runners put there to capture output, is used instead.
     */
    static OutputStream stream() {
        return stream(System.out, FileDescriptor.out);
    }

    /** Standard error, in the same way. */
    static OutputStream errors() {
        return stream(System.err, FileDescriptor.err);
    }

    private static OutputStream stream(PrintStream current, FileDescriptor own) {
        return current.getClass() == PrintStream.class ? new FileOutputStream(own) : current;
    }

    /** Whether a person is looking. */
    @SuppressWarnings("SystemConsoleNull") // both kinds of Java are told apart below
    static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // From Java 22 on there is always a console, and this method says whether it is a terminal.
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException beforeJava22) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException unknown) {
            return false;
        }
    }
}
