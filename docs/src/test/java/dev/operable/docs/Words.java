package dev.operable.docs;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Whatever in a module's sources is put together from text and reads like words: errors, log lines, problems of self-checks,
 * descriptions of metrics. What the program puts in stands in braces, or as three dots where it is long.
 */
final class Words {
    private static final Pattern SENTENCE =
            Pattern.compile("(?s)(?=.*\\p{Lower}{2,} \\p{Alnum})\\s*\\S+\\s+\\S+\\s+\\S.*");
    /** Of pages, of styles, of scripts and of SQL. */
    private static final Pattern CODE =
            Pattern.compile("(?s).*(</?\\w|^\\w+ cx=|-src '|^SELECT |\\(\\?m\\)|\\\\b|\":\").*");

    private static final int LONGEST_EXPRESSION = 30;

    private Words() {}

    /** A line for each, with its file, in the order of the sources. */
    static List<String> of(String module) throws IOException {
        Path sources = Path.of("..", module, "src", "main", "java");
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        List<String> lines = new ArrayList<>();
        try (Stream<Path> tree = Files.walk(sources);
                StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
            List<Path> java = tree.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
            JavacTask task = (JavacTask) javac.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(java));
            for (CompilationUnitTree unit : task.parse()) {
                String file =
                        Path.of(unit.getSourceFile().toUri()).getFileName().toString();
                unit.accept(new Finder(file.replace(".java", ""), lines), null);
            }
        }
        return lines;
    }

    /** Does not look into annotations, whose texts are in the files that they are written to. */
    private static final class Finder extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final String file;
        private final List<String> lines;

        Finder(String file, List<String> lines) {
            this.file = file;
            this.lines = lines;
        }

        @Override
        public @Nullable Void visitAnnotation(AnnotationTree annotation, @Nullable Void nothing) {
            return null;
        }

        @Override
        public @Nullable Void visitBinary(BinaryTree sum, @Nullable Void nothing) {
            if (!isText(sum)) {
                return super.visitBinary(sum, null);
            }
            add(text(sum));
            return null;
        }

        @Override
        public @Nullable Void visitLiteral(LiteralTree literal, @Nullable Void nothing) {
            if (literal.getValue() instanceof String text) {
                add(text);
            }
            return null;
        }

        private void add(String text) {
            if (SENTENCE.matcher(text).matches() && !CODE.matcher(text).matches()) {
                lines.add(file + ": " + text.strip().replace("\n", "\\n"));
            }
        }
    }

    private static boolean isText(Tree expression) {
        return expression instanceof BinaryTree sum
                ? sum.getKind() == Tree.Kind.PLUS && (isText(sum.getLeftOperand()) || isText(sum.getRightOperand()))
                : expression instanceof LiteralTree literal && literal.getValue() instanceof String;
    }

    private static String text(Tree expression) {
        if (isText(expression) && expression instanceof BinaryTree sum) {
            return text(sum.getLeftOperand()) + text(sum.getRightOperand());
        }
        if (expression instanceof LiteralTree literal && literal.getValue() instanceof String text) {
            return text;
        }
        if (expression instanceof ParenthesizedTree inner) {
            return text(inner.getExpression());
        }
        if (expression instanceof ConditionalExpressionTree choice) {
            return "{" + text(choice.getTrueExpression()) + "|" + text(choice.getFalseExpression()) + "}";
        }
        String code = expression.toString().replaceAll("\\s+", " ");
        return code.length() > LONGEST_EXPRESSION ? "{...}" : "{" + code + "}";
    }
}
