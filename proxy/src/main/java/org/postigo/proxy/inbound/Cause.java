package org.postigo.proxy.inbound;

/** Why a client was told no before the gate had its message; the closed list by which refusals are counted and recorded. */
public enum Cause {
    /** As many connections are open as may be. */
    CONNECTIONS,
    /** As many connections from one network are open as may be. */
    NETWORK,
    /** As many messages came within a minute as may come, in all or from one network. */
    PACE,
    /** The client talked before it was greeted. */
    EARLY_TALKER,
    /** The PROXY header was missing or wrong. */
    PROXY_HEADER,
    /** We are shutting down. */
    SHUTDOWN,
    /** The client was too slow. */
    TIMEOUT,
    /** The client went away in the middle of a transaction. */
    GONE,
    /** Too many errors, or too many commands for nothing. */
    BUDGET,
    /** A command that we do not know or cannot read. */
    SYNTAX,
    /** A command at the wrong time. */
    SEQUENCE,
    /** A parameter that we do not know or cannot read. */
    PARAMETER,
    /** An address that asks for relaying. */
    RELAY,
    /** A recipient that the gate refused or put off. */
    RECIPIENT,
    /** Too many recipients. */
    RECIPIENTS,
    /** A message or a header section that is too large. */
    SIZE,
    /** No room to keep the message while it is worked on. */
    SPOOL,
    /** Stray CR or LF, where they are not let pass. */
    LINE_ENDS,
    /** A mail loop. */
    LOOP,
    /** The TLS handshake failed. */
    TLS,
    /** A fault of ours. */
    FAULT,
    /** No answer within the time that a client waits. */
    CEILING
}
