/** What the scores of a run are worth: the measures of the TREC spam track, their intervals, calibration, pictures. */
package org.postigo.training.measure;
