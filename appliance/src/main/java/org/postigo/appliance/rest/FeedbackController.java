package org.postigo.appliance.rest;

import io.swagger.v3.oas.annotations.media.Schema;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.feedback.FolderLessons;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What is learnt from people's own folders. */
@RestController
@RequestMapping("/api/v1/feedback")
class FeedbackController {
    private final FolderLessons folders;

    FeedbackController(FolderLessons folders) {
        this.folders = folders;
    }

    /**
     * How it stands.
     *
     * @param accounts that are read
     * @param spam messages known as spam
     * @param ham messages known as good
     * @param read when the folders were read last
     * @param problem of that reading
     */
    @Schema(name = "Feedback")
    record Row(int accounts, long spam, long ham, @Nullable Instant read, String problem) {
        static Row of(FolderLessons.State state) {
            return new Row(
                    state.accounts(), state.spam(), state.ham(), state.read().orElse(null), state.problem());
        }
    }

    /** How many lessons that were. */
    @Schema(name = "FeedbackRead")
    record Read(int lessons) {}

    @GetMapping
    Row show() {
        return Row.of(folders.state());
    }

    /** Reads the folders now. */
    @PostMapping("/read")
    Read read() {
        return new Read(folders.readAll());
    }

    /** Takes back every lesson that came from folders. */
    @DeleteMapping
    Row forget() throws IOException {
        folders.forget();
        return show();
    }
}
