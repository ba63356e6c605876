/** Learning from the folders of people's own mailboxes: what they moved to Junk, and out of it. */
package org.postigo.appliance.feedback;
