package dev.refract.spring;

import dev.refract.internal.output.Controls;
import dev.refract.report.RefractException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows what stopped the start, and what to do, instead of a stack trace. */
public final class RefractFailureAnalyzer extends AbstractFailureAnalyzer<RefractException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, RefractException cause) {
        String what = "The database migrations failed"
                + cause.code().map(code -> " (" + code + ")").orElse("") + ".\n\n" + Controls.escaped(cause.what());
        return new FailureAnalysis(what, Controls.escaped(cause.next()), cause);
    }
}
