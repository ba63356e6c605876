/** The SMTP client: what a mailbox server meets. */
package org.postigo.proxy.outbound;
