package org.postigo.classifier.lookalike;

import java.util.Set;
import org.postigo.mail.DomainName;

/** Tells which domains an attacker would gain from imitating: the protected ones, and others the operator names. */
@FunctionalInterface
public interface GuardedDomains {
    /** Guards nothing. */
    GuardedDomains NONE = Set::of;

    /** An immutable snapshot; the same object as long as nothing has changed, since an index is kept for it. */
    Set<DomainName> current();
}
