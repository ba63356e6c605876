/** Rescue of what a wrong cause held: chosen, looked at, released, taken back; and the alarms that lead here. */
package org.postigo.desk.incidents;
