package org.postigo.appliance.rest;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postigo.appliance.workshop.CombinerWorkshop;
import org.postigo.appliance.workshop.Forgetting;
import org.postigo.classifier.combine.ModelShelf;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The combiners: train, list, promote, go back. */
@RestController
@RequestMapping("/api/v1/models")
class ModelController {
    private final CombinerWorkshop workshop;
    private final Forgetting forgetting;

    ModelController(CombinerWorkshop workshop, Forgetting forgetting) {
        this.workshop = workshop;
        this.forgetting = forgetting;
    }

    /** All models, and who changed when and why which of them serves. */
    record Shelf(List<ModelShelf.Entry> models, List<ModelShelf.Change> changes) {}

    /**
     * What training is to use.
     *
     * @param uncontested also delivered mail of proven identity that nobody contested
     */
    record Training(boolean uncontested) {}

    /**
     * What training brought.
     *
     * @param version of the new model; 0 if none was made
     * @param qualifies whether it may be promoted without force
     * @param why of that, or why none was made
     * @param card what it was made of and how good it is
     */
    record Made(int version, boolean qualifies, String why, String card) {}

    /**
     * Which model is to serve.
     *
     * @param force also if it does not qualify
     * @param why in words; needed with force
     */
    record Promotion(int version, boolean force, @Nullable String why) {}

    /** Why one goes back. */
    @Schema(name = "RolledBack")
    record Back(@Nullable String why) {}

    /**
     * What is done behind an answer.
     *
     * @param text whether the text models are being folded anew
     */
    record Refolding(boolean text) {}

    /** What serves now. */
    record Serves(String model) {}

    /** A card as text. */
    record Card(String card) {}

    @GetMapping
    Shelf list() {
        return new Shelf(workshop.shelf().list(), workshop.shelf().changes());
    }

    @GetMapping("/{version}")
    Card card(@PathVariable int version) throws IOException {
        return new Card(workshop.shelf().card(version).orElseThrow(() -> Problem.noSuch("model " + version)));
    }

    /** The attributes of decided mail as ARFF. */
    @GetMapping("/examples")
    void examples(@RequestParam(defaultValue = "true") boolean uncontested, HttpServletResponse response)
            throws IOException {
        response.setContentType("text/plain; charset=utf-8");
        workshop.arff(uncontested, response.getWriter());
    }

    @PostMapping("/train")
    Made train(@RequestBody Training training) throws IOException {
        return switch (workshop.train(Acting.name(), training.uncontested())) {
            case CombinerWorkshop.Made.Model(int version, boolean qualifies, String why, String card) ->
                new Made(version, qualifies, why, card);
            case CombinerWorkshop.Made.Nothing(String why) -> new Made(0, false, why, "");
        };
    }

    @PostMapping("/promote")
    Serves promote(@RequestBody Promotion promotion) throws IOException {
        return serves(
                workshop.shelf().promote(promotion.version(), Acting.name(), promotion.force(), said(promotion.why())));
    }

    @PostMapping("/rollback")
    Serves rollback(@RequestBody Back back) throws IOException {
        return serves(workshop.shelf().rollback(Acting.name(), said(back.why())));
    }

    /** Takes back what text models learnt of delivered mail drawn for reviewers; they are folded anew behind this. */
    @DeleteMapping("/text/audit")
    Refolding forgetAudits() throws IOException {
        forgetting.audits();
        return new Refolding(true);
    }

    /** Takes back what text models learnt of delivered mail that nobody contested, with what waits to be learnt so. */
    @DeleteMapping("/text/uncontested")
    Refolding forgetSilence() throws IOException {
        forgetting.silence();
        return new Refolding(true);
    }

    private static Serves serves(ModelShelf.Outcome outcome) {
        return switch (outcome) {
            case ModelShelf.Outcome.Serves(String name) -> new Serves(name);
            case ModelShelf.Outcome.Refused(String why) -> throw Problem.bad(why);
        };
    }

    private static String said(@Nullable String why) {
        return why == null ? "" : why;
    }
}
