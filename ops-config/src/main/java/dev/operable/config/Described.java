package dev.operable.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Says in words what each variable takes, and writes the {@code .env.example} and the table of a service. */
final class Described {
    private Described() {}

    /** What a variable means and looks like, each sentence after a space. */
    static String expectation(Variable variable) {
        Conversion form = variable.conversion;
        String doc = variable.doc.isBlank() ? "" : " " + Shown.closed(variable.doc);
        if (form.secret) {
            String file = variable.key + Sources.FILE;
            return doc + " It is " + form.noun + "; " + file + " may name a file that holds it.";
        }
        if (form.noun.equals(Conversion.TEXT) && variable.example.isEmpty()) {
            return doc;
        }
        String example = variable.example.isEmpty() ? form.examples : variable.example;
        return doc + " It is " + form.noun + (example.isEmpty() ? "." : ", for example " + example + ".");
    }

    /**
     * Required variables are ready to be filled in; the others are comments that show their default. So is one for which
     * an empty place would be a value, or that a record inside may go without.
     */
    static String example(String service, Collection<RecordShape> shapes) {
        StringBuilder text =
                new StringBuilder("# The settings of ").append(service).append('\n');
        for (Variable variable : distinct(shapes)) {
            String said = expectation(variable)
                    + (!variable.required ? "" : variable.conditional ? " Required then." : " Required.");
            text.append(said.isEmpty() ? "\n" : "\n#" + said + "\n");
            String unset = variable.unset;
            boolean open = variable.required && !variable.conditional && !variable.conversion.emptyCounts;
            text.append(open ? "" : "#").append(variable.key).append('=');
            text.append(unset == null || variable.secret ? "" : DotEnv.quoted(unset))
                    .append('\n');
        }
        return text.toString();
    }

    /** One row of Markdown for each variable. */
    static String table(Collection<RecordShape> shapes) {
        StringBuilder text =
                new StringBuilder("| Variable | Value | Default | Secret | Meaning |\n|---|---|---|---|---|\n");
        for (Variable variable : distinct(shapes)) {
            String example = variable.example.isEmpty() ? "" : ", for example " + code(variable.example);
            String unset = variable.unset;
            String shown =
                    variable.secret ? Shown.MASK : unset == null || unset.isEmpty() ? "" : code(Masks.value(unset));
            text.append("| ").append(code(variable.key));
            text.append(" | ").append(prose(variable.conversion.noun)).append(example);
            text.append(" | ")
                    .append(
                            variable.required
                                    ? (variable.conditional ? "required then" : "required")
                                    : unset == null ? "none" : shown);
            text.append(" | ").append(variable.secret ? "yes" : "");
            text.append(" | ").append(prose(Shown.closed(variable.doc))).append(" |\n");
        }
        return text.toString();
    }

    /** Several records may read the same variable; the first one describes it. */
    static Collection<Variable> distinct(Collection<RecordShape> shapes) {
        Map<String, Variable> distinct = new LinkedHashMap<>();
        for (RecordShape shape : shapes) {
            for (Variable variable : shape.variables) {
                distinct.putIfAbsent(variable.key, variable);
            }
        }
        return distinct.values();
    }

    /** Words as they are: none of them becomes a cell, a tag or an emphasis. */
    private static String prose(String text) {
        return text.replaceAll("\\R", " ").replaceAll("[\\\\|<*`]", "\\\\$0");
    }

    /** As it is written in a {@code .env} file, on one line; a bar ends a cell even inside of code. */
    private static String code(String text) {
        String quoted = DotEnv.quoted(text).replaceAll("\\R", " ").replace("|", "\\|");
        String fence = "`";
        while (quoted.contains(fence)) {
            fence += "`";
        }
        String space = fence.length() > 1 ? " " : "";
        return fence + space + quoted + space + fence;
    }
}
