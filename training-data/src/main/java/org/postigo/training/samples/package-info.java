/** Mail written for this project, in Spanish and English; nobody's real mail. */
package org.postigo.training.samples;
