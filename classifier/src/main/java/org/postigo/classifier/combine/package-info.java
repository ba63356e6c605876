/**
 * What facts are worth: the price list, and the Weka model that turns all facts of a message into one probability. The
 * home of Weka; none of its types leaves this package.
 */
package org.postigo.classifier.combine;
