package org.postigo.desk.signin;

import java.io.Serializable;
import java.time.Duration;

/** Why somebody is not in yet; kept in the session for the sign-in view. Never says whether the account exists. */
public sealed interface SignInTrouble extends Serializable {
    /** Name of the session attribute. */
    String ATTRIBUTE = "org.postigo.desk.signin.trouble";

    /** Address or password did not match; so many tries are left. */
    record Wrong(int triesLeft) implements SignInTrouble {}

    /** Too many tries; the next is accepted after this long. */
    record Locked(Duration left) implements SignInTrouble {}

    /** The password matched, the code is asked for. */
    record CodeWanted() implements SignInTrouble {}

    /** The code did not match; so many tries are left. */
    record WrongCode(int triesLeft) implements SignInTrouble {}

    /** The code came too late. */
    record Stale() implements SignInTrouble {}

    /** The identity provider vouched for somebody whom nobody added here. */
    record Unknown(String email) implements SignInTrouble {}

    /** The identity provider vouched for somebody to whom its claim grants nothing here. */
    record NothingGranted(String email) implements SignInTrouble {}

    /** The identity provider did not vouch for anybody. */
    record ProviderFailed() implements SignInTrouble {}
}
