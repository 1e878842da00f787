package dev.operable.spring;

import dev.operable.config.Live;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.annotation.RegisterReflection;
import org.springframework.stereotype.Component;

/**
 * Binds a record to variables, together with those of Operable: all that is wrong with both is in one report. Found as other
 * components are, by scanning or {@code @Import}.
 *
 * <pre>{@code
 * @LiveSettings
 * record ReportSettings(@Default("2s") Duration flushEvery) {}
 *
 * HitReports(Live<ReportSettings> settings) { ... }   // what is in force now
 * HitReports(ReportSettings settings) { ... }         // what was bound at the start, for ever
 * }</pre>
 *
 * @see Live
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@RegisterReflection(
        memberCategories = {MemberCategory.INVOKE_DECLARED_CONSTRUCTORS, MemberCategory.INVOKE_DECLARED_METHODS})
@Component
public @interface LiveSettings {}
