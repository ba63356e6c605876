package org.postigo.classifier.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LessonFormTest {
    private static final Lesson LESSON = new Lesson(
            7,
            new Features(new int[] {1, 2, 3}, 2, new int[] {4}, new int[] {5, 6, 7}),
            Label.SPAM,
            Source.DECISION,
            new int[] {8});

    private static byte[] written() throws IOException {
        var octets = new ByteArrayOutputStream();
        LessonForm.write(new DataOutputStream(octets), LESSON);
        return octets.toByteArray();
    }

    private static Features read(byte[] octets) throws IOException {
        return LessonForm.read(new DataInputStream(new ByteArrayInputStream(octets)))
                .features();
    }

    @Test
    void whatIsWrittenIsRead() throws Exception {
        Features features = read(written());
        assertThat(features.raw()).containsExactly(1, 2, 3);
        assertThat(features.header()).isEqualTo(2);
        assertThat(features.shown()).containsExactly(4);
        assertThat(features.words()).containsExactly(5, 6, 7);
    }

    @Test
    void pairsOfAnEarlierVersionAreLeftOut() throws Exception {
        byte[] octets = written();
        int single = 8 + 1 + 1 + 2;
        ByteBuffer.wrap(octets).putShort(single, (short) 2);
        assertThat(read(octets).words()).containsExactly(5, 6);
    }
}
