/** A copy of a data folder's truth, and the way back. */
package org.postigo.appliance.backup;
