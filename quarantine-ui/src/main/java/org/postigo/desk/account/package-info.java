/** One's own account: password, second factor, sessions. */
package org.postigo.desk.account;
