/**
 * DNS: an interface of our own, a client over dnsjava behind a cache, and a server for loopback that tests and the demo
 * are answered by. The one home of dnsjava.
 */
package org.postigo.classifier.dns;
