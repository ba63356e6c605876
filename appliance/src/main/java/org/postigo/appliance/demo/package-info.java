/** The demo's world: a mailbox server, a DNS and senders of its own. */
package org.postigo.appliance.demo;
