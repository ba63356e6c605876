package org.postigo.appliance.figures;

/**
 * How much was learnt.
 *
 * @param spam messages in the text models
 * @param ham messages in the text models
 * @param position of the last decision that was seen
 * @param leftOut decisions that could not be learnt since the start
 */
public record Learning(long spam, long ham, long position, long leftOut) {}
