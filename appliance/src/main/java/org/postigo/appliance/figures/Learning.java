package org.postigo.appliance.figures;

import java.time.Duration;

/**
 * How much was learnt.
 *
 * @param spam messages in the text models
 * @param ham messages in the text models
 * @param position of the last decision that was seen
 * @param leftOut decisions that could not be learnt since the start
 * @param uncontested delivered messages that text models learnt as good since nobody contested them
 * @param waiting delivered messages that are to be learnt so, if nobody contests them
 * @param withdrawn of those, judged by somebody while they waited, since the start
 * @param behind age of the oldest decision in force that has not been learnt yet; zero where there is none
 */
public record Learning(
        long spam,
        long ham,
        long position,
        long leftOut,
        long uncontested,
        long waiting,
        long withdrawn,
        Duration behind) {}
