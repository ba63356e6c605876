/** Bytes in, bytes out: {@code inbound} takes mail, {@code flow} decides with others' help, {@code outbound} passes it on. */
package org.postigo.proxy;
