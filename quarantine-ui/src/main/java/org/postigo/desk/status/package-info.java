/** The state of the gate in plain words: what runs, what waits, what failed, and how the last hour went. */
package org.postigo.desk.status;
