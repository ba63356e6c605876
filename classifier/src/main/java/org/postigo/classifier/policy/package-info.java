/** Policy: lists, strictness and the score become a verdict for each recipient. Pure functions of their arguments. */
package org.postigo.classifier.policy;
