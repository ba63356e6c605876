/** The round: what is to be read in one go, how far it is, whose it is, and how it is closed. */
package org.postigo.desk.review;
