/** Greylisting: a suspicious message from somebody new is asked to come again, as a real mail server does. */
package org.postigo.proxy.greylist;
