package org.postigo.appliance.rest;

import java.io.IOException;
import java.util.Map;
import org.postigo.store.held.HeldMail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Every refusal of the interface: one sentence, as {@code {"problem": "..."}}. */
@RestControllerAdvice(basePackageClasses = Problems.class)
final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    @ExceptionHandler
    ResponseEntity<Map<String, String>> refused(Problem problem) {
        return answer(problem.status(), String.valueOf(problem.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<Map<String, String>> notReadable(HttpMessageNotReadableException bad) {
        return answer(400, "the body is not what is expected here; see /api/v1/openapi");
    }

    @ExceptionHandler
    ResponseEntity<Map<String, String>> missing(MissingServletRequestParameterException bad) {
        return answer(400, "parameter " + bad.getParameterName() + " is missing");
    }

    @ExceptionHandler
    ResponseEntity<Map<String, String>> mismatch(MethodArgumentTypeMismatchException bad) {
        return answer(400, "parameter " + bad.getName() + " is not of the right form");
    }

    /** It was there, and its time is over: 410. */
    @ExceptionHandler
    ResponseEntity<Map<String, String>> over(HeldMail.NoLongerKept over) {
        return answer(410, String.valueOf(over.getMessage()));
    }

    @ExceptionHandler
    ResponseEntity<Map<String, String>> disk(IOException trouble) {
        LOG.error("a request failed on the disk", trouble);
        return answer(503, "the disk failed: " + trouble.getMessage());
    }

    private static ResponseEntity<Map<String, String>> answer(int status, String problem) {
        return ResponseEntity.status(status).body(Map.of("problem", problem));
    }
}
