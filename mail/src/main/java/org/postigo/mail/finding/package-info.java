/** Facts, their price and what policy makes of it: finding → score → verdict. */
package org.postigo.mail.finding;
