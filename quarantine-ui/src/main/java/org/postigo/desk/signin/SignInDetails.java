package org.postigo.desk.signin;

import jakarta.servlet.http.HttpServletRequest;
import java.io.Serializable;
import java.time.Instant;
import java.util.Optional;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** What comes with a try to sign in beside account and password: from where, and in the second step the code. */
final class SignInDetails extends WebAuthenticationDetails {
    private static final long serialVersionUID = 1;

    /** Name of the session attribute of {@link HalfIn}. */
    static final String HALF_IN = "org.postigo.desk.signin.half";

    private final transient Optional<HalfIn> halfIn;
    private final transient Optional<String> code;

    /**
     * Somebody whose password was right and whose code is still asked for.
     *
     * @param email whose account
     * @param until when the code must have come
     */
    record HalfIn(String email, Instant until) implements Serializable {}

    /** Of this request. */
    SignInDetails(HttpServletRequest request) {
        super(request);
        var session = request.getSession(false);
        halfIn = session != null && session.getAttribute(HALF_IN) instanceof HalfIn half
                ? Optional.of(half)
                : Optional.empty();
        code = Optional.ofNullable(request.getParameter("code"));
    }

    /** The code, and whose it should be; empty in the first step. */
    Optional<HalfIn> answersFor() {
        return code.isPresent() ? halfIn : Optional.empty();
    }

    /** The code as it was typed; empty in the first step. */
    Optional<String> code() {
        return code;
    }
}
