/** What is said of a whole by what was seen of a part. */
package org.postigo.mail.estimate;
