/** What customers had in a month, for the bill. */
package org.postigo.quarantine.bill;
