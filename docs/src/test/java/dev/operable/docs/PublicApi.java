package dev.operable.docs;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaGenericArrayType;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaTypeVariable;
import com.tngtech.archunit.core.domain.JavaWildcardType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the callers of a module can see: packages, their types, and the types' members, each sorted, read from class files. Types
 * of the JDK's {@code java} packages and of this project go by their simple names.
 */
final class PublicApi {
    private static final Set<String> OF_EVERY_OBJECT = Set.of("equals", "hashCode", "toString");
    private static final Set<String> OF_EVERY_ENUM = Set.of("values", "valueOf");

    private static final Map<String, PublicApi> READ = new ConcurrentHashMap<>();

    private final Map<String, Map<String, List<String>>> packages = new TreeMap<>();

    private PublicApi() {}

    static PublicApi of(String module) {
        return READ.computeIfAbsent(module, PublicApi::read);
    }

    private static PublicApi read(String module) {
        PublicApi api = new PublicApi();
        for (JavaClass type : new ClassFileImporter().importPath(Path.of("..", module, "target", "classes"))) {
            if (isVisible(type)) {
                api.packages
                        .computeIfAbsent(type.getPackageName(), name -> new TreeMap<>())
                        .put(simple(type), lines(type));
            }
        }
        return api;
    }

    private static boolean isVisible(JavaClass type) {
        return isVisible(type.getModifiers())
                && !type.isAnonymousClass()
                && type.getEnclosingClass().map(PublicApi::isVisible).orElse(true);
    }

    private static boolean isVisible(Set<JavaModifier> modifiers) {
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC)
                && !modifiers.contains(JavaModifier.BRIDGE);
    }

    private static List<String> lines(JavaClass type) {
        Stream<String> members = type.getMembers().stream()
                .filter(member -> isVisible(member.getModifiers()) && !goesWithoutSaying(type, member))
                .map(member -> "    " + line(type, member))
                .sorted();
        return Stream.concat(Stream.of("  " + head(type)), members).toList();
    }

    private static boolean goesWithoutSaying(JavaClass type, JavaMember member) {
        return OF_EVERY_OBJECT.contains(member.getName())
                || (type.isEnum() && (OF_EVERY_ENUM.contains(member.getName()) || member instanceof JavaConstructor));
    }

    private static String head(JavaClass type) {
        String kind = type.isAnnotation()
                ? "@interface"
                : type.isInterface() ? "interface" : type.isEnum() ? "enum" : type.isRecord() ? "record" : "";
        String of = Stream.concat(type.getSuperclass().stream(), type.getInterfaces().stream())
                .map(PublicApi::text)
                .filter(name -> !Set.of("Object", "Record", "Annotation").contains(name) && !name.startsWith("Enum<"))
                .sorted()
                .collect(Collectors.joining(", "));
        return (kind.isEmpty() ? modifiers(type.getModifiers()).replace("static ", "") + "class" : kind) + " "
                + simple(type) + variables(type.getTypeParameters()) + (of.isEmpty() ? "" : " of " + of);
    }

    private static String line(JavaClass type, JavaMember member) {
        String modifiers = modifiers(member.getModifiers());
        if (member instanceof JavaField field) {
            return modifiers + text(field.getType()) + " " + field.getName();
        }
        JavaCodeUnit code = (JavaCodeUnit) member;
        String named = code instanceof JavaMethod method
                ? text(method.getReturnType()) + " " + method.getName()
                : "new " + simple(type);
        String thrown =
                code.getThrowsClause().getTypes().stream().map(PublicApi::text).collect(Collectors.joining(", "));
        String variables = variables(code.getTypeParameters());
        return modifiers + (variables.isEmpty() ? "" : variables + " ") + named + "(" + joined(code.getParameterTypes())
                + ")" + (thrown.isEmpty() ? "" : " throws " + thrown);
    }

    private static String modifiers(Set<JavaModifier> modifiers) {
        return Stream.of(JavaModifier.PROTECTED, JavaModifier.ABSTRACT, JavaModifier.STATIC, JavaModifier.FINAL)
                .filter(modifiers::contains)
                .map(modifier -> modifier.name().toLowerCase(Locale.ROOT) + " ")
                .collect(Collectors.joining());
    }

    private static String variables(List<? extends JavaTypeVariable<?>> variables) {
        return variables.isEmpty()
                ? ""
                : variables.stream()
                        .map(variable -> variable.getName() + bounds(" extends ", variable.getUpperBounds()))
                        .collect(Collectors.joining(", ", "<", ">"));
    }

    private static String bounds(String word, Collection<JavaType> bounds) {
        String all = bounds.stream()
                .map(PublicApi::text)
                .filter(bound -> !bound.equals("Object"))
                .collect(Collectors.joining(" & "));
        return all.isEmpty() ? "" : word + all;
    }

    private static String joined(Collection<? extends JavaType> types) {
        return types.stream().map(PublicApi::text).collect(Collectors.joining(", "));
    }

    private static String text(JavaType type) {
        if (type instanceof JavaParameterizedType generic) {
            return simple(generic.toErasure()) + "<" + joined(generic.getActualTypeArguments()) + ">";
        }
        if (type instanceof JavaWildcardType wildcard) {
            return "?" + bounds(" extends ", wildcard.getUpperBounds()) + bounds(" super ", wildcard.getLowerBounds());
        }
        if (type instanceof JavaGenericArrayType array) {
            return text(array.getComponentType()) + "[]";
        }
        return type instanceof JavaTypeVariable<?> variable ? variable.getName() : simple(type.toErasure());
    }

    private static String simple(JavaClass type) {
        if (type.isArray()) {
            return simple(type.getComponentType()) + "[]";
        }
        String name = type.getFullName().replace('$', '.');
        return name.replaceFirst("^(java|dev\\.operable)\\.([a-z]+\\.)*(?=[A-Z])", "");
    }

    @Override
    public String toString() {
        return packages.entrySet().stream()
                .map(each -> each.getKey() + "\n"
                        + each.getValue().values().stream()
                                .flatMap(List::stream)
                                .map(line -> line + "\n")
                                .collect(Collectors.joining()))
                .collect(Collectors.joining("\n"));
    }
}
