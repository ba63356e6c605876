/**
 * DKIM (RFC 6376, 8301, 8463): who takes responsibility for a message, and has it been changed since? Its raw fields,
 * canonical forms and keys serve ARC too.
 */
package org.postigo.classifier.dkim;
