/** What a customer asked for: protected domains, allow and deny entries. */
package org.postigo.mail.policy;
