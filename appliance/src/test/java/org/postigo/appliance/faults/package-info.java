/** What must not be lost when we are killed, the disk forgets or fills up, or the mailbox server misbehaves. */
package org.postigo.appliance.faults;
