/** Load: the one generator and sender of mail that every benchmark uses, and a sink that counts what arrives. */
package org.postigo.proxy.load;
