/** Lists of client networks in files of the operator's own: no DNS is asked for them. */
package org.postigo.classifier.locallist;
