package dev.operable.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Says in words what each variable takes, and writes the {@code .env.example} of a service. */
final class Described {
    private Described() {}

    /** What a variable means and looks like, each sentence after a space. */
    static String expectation(RecordShape.Variable variable) {
        Form form = variable.converter().form();
        String doc = variable.doc().isBlank() ? "" : " " + Sentence.closed(variable.doc());
        if (form.secret()) {
            String file = variable.key() + Sources.FILE;
            return doc + " It is " + form.noun() + "; " + file + " may name a file that holds it.";
        }
        if (form.noun().equals(Form.TEXT) && variable.example().isEmpty()) {
            return doc;
        }
        String example = variable.example().isEmpty() ? form.examples() : variable.example();
        return doc + " It is " + form.noun() + (example.isEmpty() ? "." : ", for example " + example + ".");
    }

    /** Required variables are ready to be filled in; the others are comments that show their default. */
    static String example(String service, List<RecordShape> shapes) {
        StringBuilder text =
                new StringBuilder("# The settings of ").append(service).append('\n');
        Set<String> seen = new LinkedHashSet<>();
        for (RecordShape shape : shapes) {
            shape.variables().filter(variable -> seen.add(variable.key())).forEach(variable -> {
                String said = expectation(variable) + (variable.required() ? " Required." : "");
                text.append(said.isEmpty() ? "\n" : "\n#" + said + "\n");
                String unset = variable.defaultText();
                text.append(variable.required() ? "" : "#")
                        .append(variable.key())
                        .append('=');
                text.append(unset == null || variable.secret() ? "" : DotEnv.quoted(unset))
                        .append('\n');
            });
        }
        return text.toString();
    }
}
