/** The review desk. */
package org.postigo.desk;
