/** Corpora, the online evaluation over them, and its measures. */
package org.postigo.training;
