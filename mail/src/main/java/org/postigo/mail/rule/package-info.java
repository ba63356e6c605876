/** Rules of the house: what a person wrote down for the cases that no model should decide. Typed, no scripts. */
package org.postigo.mail.rule;
