/** The public page about messages that are too large for a domain. */
package org.postigo.desk.toolarge;
