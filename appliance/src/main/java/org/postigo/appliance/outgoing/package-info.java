/** How mail of our own is composed and handed to the next server. */
package org.postigo.appliance.outgoing;
