/** What a message claims to be, and what speaks against it whoever receives it: facts that travel from site to site. */
package org.postigo.classifier.claim;
