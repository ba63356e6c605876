package org.postigo.classifier.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RingTest {
    private static Ring.Entry entry(long number, int places) {
        int[] raw = new int[places];
        raw[0] = (int) number;
        var features = new Features(raw, 0, new int[0], new int[0]);
        return new Ring.Entry(new Lesson(number, features, Label.SPAM, Source.DECISION, new int[0]), number);
    }

    @Test
    void theOldestLeaveWhenThereAreTooMany() {
        var ring = new Ring();
        for (int i = 0; i < Ring.MOST + 3; i++) {
            ring.add(entry(i, 1));
        }
        assertThat(ring.size()).isEqualTo(Ring.MOST);
        assertThat(ring.at(0).lesson().number()).isEqualTo(3);
        assertThat(ring.at(Ring.MOST - 1).lesson().number()).isEqualTo(Ring.MOST + 2);
    }

    @Test
    void theOldestLeaveWhenTheyAreTooLarge() {
        var ring = new Ring();
        for (int i = 0; i < 10; i++) {
            ring.add(entry(i, Ring.MOST_PLACES / 3));
        }
        assertThat(ring.size()).isEqualTo(3);
        assertThat(ring.at(0).lesson().number()).isEqualTo(7);
    }

    @Test
    void aLessonIsFoundByItsMessageAndLabel() {
        var ring = new Ring();
        ring.add(entry(1, 3));
        ring.add(entry(2, 3));
        Features features = entry(1, 3).lesson().features();
        assertThat(ring.find(features, Label.SPAM))
                .hasValueSatisfying(found -> assertThat(found.lesson().number()).isEqualTo(1));
        assertThat(ring.find(features, Label.HAM)).isEmpty();
        ring.remove(ring.at(0));
        assertThat(ring.find(features, Label.SPAM)).isEmpty();
    }
}
