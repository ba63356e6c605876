package org.postigo.desk.signin;

import java.io.Serializable;
import java.time.Duration;

/** Why somebody did not get in; kept in the session for the sign-in view. Never says whether the account exists. */
public sealed interface SignInTrouble extends Serializable {
    /** Name of the session attribute. */
    String ATTRIBUTE = "org.postigo.desk.signin.trouble";

    /** Address or password did not match; so many tries are left. */
    record Wrong(int triesLeft) implements SignInTrouble {}

    /** Too many tries; the next is accepted after this long. */
    record Locked(Duration left) implements SignInTrouble {}
}
