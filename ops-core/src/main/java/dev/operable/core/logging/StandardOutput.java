package dev.operable.core.logging;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;

/** Where log lines go. */
final class StandardOutput {
    private StandardOutput() {}

    /**
     * The process's standard output itself, for {@link System#out} hides write errors and cannot forget one. Only a
     * replacement of it, such as test runners put there to capture output, is used instead.
     */
    static OutputStream stream() {
        PrintStream out = System.out;
        return out.getClass() == PrintStream.class ? new FileOutputStream(FileDescriptor.out) : out;
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
