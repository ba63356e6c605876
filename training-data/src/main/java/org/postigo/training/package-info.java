/** Placeholder. */
package org.postigo.training;
