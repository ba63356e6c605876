/** A message taken apart: header fields, MIME parts, text. */
package org.postigo.mail.message;
