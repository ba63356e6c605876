/** What a threshold costs: misclassified ham and missed spam on decided mail, with intervals, for the desk and the tools. */
package org.postigo.classifier.strictness;
