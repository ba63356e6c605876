/** Other settings tried on the mail of the last weeks, before they are saved. */
package org.postigo.appliance.replay;
