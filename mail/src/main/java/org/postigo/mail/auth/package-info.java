/** What a message proved about its origin. */
package org.postigo.mail.auth;
