/** One message's way from the final dot to our reply. */
package org.postigo.proxy.flow;
