/** Who really handed a message in, where a relay of our own did it for somebody. */
package org.postigo.classifier.relay;
