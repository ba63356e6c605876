package org.postigo.classifier.html;

/**
 * A reference to a web host in a message's text or HTML.
 *
 * @param host where it leads
 * @param text what a reader sees of it, at most 300 characters; the address itself in plain text. Hostile
 * @param html whether it stands in HTML
 */
public record Link(UrlHost host, String text, boolean html) {}
