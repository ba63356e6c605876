/**
 * DNS lists (RFC 5782): which there are and what their codes mean, asked in parallel under one deadline. A list's refusal
 * is never a listing, and its silence is no information.
 */
package org.postigo.classifier.dnslist;
