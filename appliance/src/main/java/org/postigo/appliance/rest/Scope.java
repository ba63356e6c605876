package org.postigo.appliance.rest;

/** What the bearer of a token may do. */
public enum Scope {
    /** Look at held mail, journal, domains and lists. */
    READ,
    /** Decide about held mail. */
    DECIDE,
    /** Change domains, lists and models. */
    MANAGE
}
