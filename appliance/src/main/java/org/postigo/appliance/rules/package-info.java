/** Rules of the house: in force for the mail path, and on the test bench. */
package org.postigo.appliance.rules;
