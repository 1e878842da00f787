package dev.operable.config;

import jakarta.validation.Configuration;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.MessageInterpolator;
import jakarta.validation.Validation;
import jakarta.validation.ValidationException;
import jakarta.validation.Validator;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The constraints of {@code jakarta.validation} on a record. Only this class knows that library, and only a record that is
 * annotated with it loads this class. Safe for use by many threads.
 */
final class Constraints implements MessageInterpolator {
    private final MessageInterpolator words;
    private final Validator validator;

    private Constraints(Configuration<?> configuration) {
        words = words(configuration);
        // the validator is used as long as the settings are
        validator =
                configuration.messageInterpolator(this).buildValidatorFactory().getValidator();
    }

    /**
     * Finds a provider.
     *
     * @throws IllegalArgumentException if there is none, or it does not start
     */
    static Constraints of(Class<?> type) {
        try {
            Constraints constraints =
                    new Constraints(Validation.byDefaultProvider().configure());
            if (type.getModule().isOpen(type.getPackageName(), Constraints.class.getModule())) {
                // whoever opens the package to this module asks for the constraints as well
                type.getModule()
                        .addOpens(
                                type.getPackageName(),
                                constraints.validator.getClass().getModule());
            }
            return constraints;
        } catch (ValidationException absent) {
            throw new IllegalArgumentException(
                    type.getName() + " has constraints of jakarta.validation, and nothing checks them ("
                            + Shown.open(String.valueOf(absent.getMessage()))
                            + "). Add org.hibernate.validator:hibernate-validator, or remove the annotations.",
                    absent);
        }
    }

    /** Hibernate's own words need a library for expressions, unless there are to be none. */
    private static MessageInterpolator words(Configuration<?> configuration) {
        try {
            return configuration.getDefaultMessageInterpolator();
        } catch (ValidationException withoutExpressions) {
            try {
                return Class.forName(
                                "org.hibernate.validator.messageinterpolation.ParameterMessageInterpolator",
                                true,
                                configuration.getClass().getClassLoader())
                        .asSubclass(MessageInterpolator.class)
                        .getConstructor()
                        .newInstance();
            } catch (ReflectiveOperationException otherProvider) {
                withoutExpressions.addSuppressed(otherProvider);
                throw withoutExpressions;
            }
        }
    }

    /** Adds what is broken: by each value that is not null, and then by the record as a whole if there is one. */
    void check(RecordShape shape, @Nullable Object[] values, @Nullable Object made, Map<String, String> broken) {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            String component = shape.parts.get(i).component;
            if (value != null) {
                for (ConstraintViolation<?> violation : validator.validateValue(shape.type, component, value)) {
                    add(broken, component, violation);
                }
            }
        }
        if (made != null && broken.isEmpty()) {
            for (ConstraintViolation<Object> violation : validator.validate(made)) {
                if (violation.getLeafBean() == made) {
                    add(broken, "", violation);
                }
            }
        }
    }

    private static void add(Map<String, String> broken, String component, ConstraintViolation<?> violation) {
        String message = violation.getMessage();
        String said = component.isEmpty() || message.startsWith("must ") ? message : "is refused: " + message;
        broken.put(component + " " + said, component);
    }

    /** The report has one language, whatever that of the machine is. */
    @Override
    public String interpolate(String template, Context context) {
        return words.interpolate(template, context, Locale.ENGLISH);
    }

    @Override
    public String interpolate(String template, Context context, Locale locale) {
        return interpolate(template, context);
    }
}
