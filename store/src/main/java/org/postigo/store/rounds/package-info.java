/** Review rounds as they are remembered, and their chained closing statements. */
package org.postigo.store.rounds;
