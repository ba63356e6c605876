/** Where a message is: looked for by either side, and told as a timeline. */
package org.postigo.desk.trace;
