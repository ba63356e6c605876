/** Mail of our own: what the site tells people, and the way it leaves by. */
package org.postigo.quarantine.notice;
