/**
 * Which part of a domain name somebody registered: the public suffix list, as Guava carries it; and what everybody knows of
 * some names. The one home of Guava.
 */
package org.postigo.classifier.suffix;
