/** The SMTP server: what a client meets. */
package org.postigo.proxy.inbound;
