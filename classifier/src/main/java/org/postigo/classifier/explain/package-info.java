/** What the journal does not keep of a decision, worked out when somebody asks: the single words that counted. */
package org.postigo.classifier.explain;
