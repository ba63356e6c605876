/** Checks: each a function from a message to facts, without weights. */
package org.postigo.classifier.check;
