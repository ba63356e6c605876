/** Names that look like other names. The home of ICU. */
package org.postigo.classifier.lookalike;
