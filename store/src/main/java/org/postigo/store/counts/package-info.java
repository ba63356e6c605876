/** Counts over time: how much came, what became of it, and what people made of what was held. */
package org.postigo.store.counts;
