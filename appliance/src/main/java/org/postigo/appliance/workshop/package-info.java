/** Where the combiner is trained on the mail that was decided here. */
package org.postigo.appliance.workshop;
