/** The commands of {@code ./postigo}, one class each. */
package org.postigo.appliance.command;
