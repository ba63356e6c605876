/** Spam that reached people, reported by them: who may report what, which delivered message is meant, what the reviewers see. */
package org.postigo.quarantine.report;
