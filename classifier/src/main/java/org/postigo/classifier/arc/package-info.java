/** ARC (RFC 8617): what earlier handlers of a message saw of its authentication, sealed by each. */
package org.postigo.classifier.arc;
