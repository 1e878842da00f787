package dev.operable.spring;

import dev.operable.core.errors.ErrorReporter;
import org.springframework.beans.factory.DisposableBean;

/** Where the parts of this starter report errors to. No reporter itself, or the application's would not be the only one. */
record ErrorSink(ErrorReporter reporter) implements DisposableBean {
    @Override
    public void destroy() {
        reporter.close();
    }
}
