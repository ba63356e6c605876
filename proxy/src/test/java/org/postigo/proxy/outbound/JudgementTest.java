package org.postigo.proxy.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postigo.mail.record.Reply;

class JudgementTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            RCPT    | 550 | 5.1.1  | No such user                                                | NEVER
            RCPT    | 550 | ''     | No such user here                                           | NEVER
            RCPT    | 551 | ''     | User not local                                              | NEVER
            RCPT    | 552 | ''     | Mailbox full                                                | NEVER
            RCPT    | 552 | 5.2.2  | Over quota                                                  | NEVER
            RCPT    | 553 | 5.1.3  | Bad address                                                 | NEVER
            RCPT    | 550 | 5.0.0  | Unknown user                                                | NEVER
            RCPT    | 552 | 5.3.4  | Too big for this mailbox                                    | NEVER
            RCPT    | 550 | 5.4.1  | Recipient address rejected: Access denied. AS(201806281)    | NEVER
            RCPT    | 550 | 5.5.0  | Requested action not taken: mailbox unavailable             | NEVER
            RCPT    | 550 | 5.1.1  | <relay@example.com>: user unknown                           | NEVER
            RCPT    | 550 | 5.1.1  | relay@example.com unknown                                   | NEVER
            RCPT    | 550 | 5.7.1  | Unable to accept                                            | OURS
            RCPT    | 554 | 5.7.1  | <a@b.example>: Relay access denied                          | OURS
            RCPT    | 550 | ''     | Relaying denied                                             | OURS
            RCPT    | 550 | 5.1.1  | relaying denied                                             | OURS
            RCPT    | 554 | ''     | Service unavailable; Client host blocked                    | OURS
            RCPT    | 501 | 5.5.4  | Syntax error                                                | OURS
            RCPT    | 550 | 5.4.1  | Something else                                              | OURS
            RCPT    | 450 | 4.2.0  | Greylisted                                                  | LATER
            RCPT    | 452 | 4.2.2  | Mailbox full                                                | LATER
            RCPT    | 421 | 4.7.0  | Too many connections                                        | OURS
            RCPT    | 250 | 2.1.5  | Ok                                                          | FINE
            RCPT    | 251 | ''     | User not local; will forward                                | FINE
            MAIL    | 550 | 5.7.1  | Your host is blocked                                        | OURS
            MAIL    | 550 | 5.1.8  | Sender domain does not exist                                | OURS
            MAIL    | 530 | 5.7.0  | Authentication required                                     | OURS
            MAIL    | 552 | 5.3.4  | Message size exceeds fixed limit                            | NEVER
            MAIL    | 552 | ''     | Message size exceeds fixed limit                            | NEVER
            MAIL    | 451 | 4.3.0  | Try again                                                   | LATER
            DATA    | 550 | 5.1.1  | No such user after all                                      | NEVER
            DATA    | 554 | ''     | No                                                          | OURS
            DATA    | 503 | 5.5.1  | Bad sequence                                                | OURS
            CONTENT | 250 | 2.0.0  | Ok                                                          | FINE
            CONTENT | 554 | 5.6.0  | Message is not well formed                                  | NEVER
            CONTENT | 552 | 5.3.4  | Too big                                                     | NEVER
            CONTENT | 552 | ''     | Too big                                                     | NEVER
            CONTENT | 550 | 5.2.1  | Mailbox disabled                                            | NEVER
            CONTENT | 554 | 5.4.6  | Too many hops                                               | NEVER
            CONTENT | 550 | 5.7.1  | Content rejected                                            | OURS
            CONTENT | 554 | ''     | Transaction failed                                          | OURS
            CONTENT | 550 | ''     | Rejected                                                    | OURS
            CONTENT | 452 | 4.3.1  | Disk full                                                   | LATER
            CONTENT | 354 | ''     | Go ahead                                                    | OURS
            CONTENT | 421 | 4.3.2  | Shutting down                                               | OURS
            """)
    void onlyWhatIsAboutRecipientOrMessageIsPermanent(
            Stage stage, int code, String enhanced, String text, Judgement expected) {
        assertThat(Judgement.of(stage, new Reply(code, enhanced, text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(names = {"GREETING", "EHLO", "STARTTLS", "CLIENT"})
    void everyRefusalBeforeMailIsOurs(Stage stage) {
        for (String enhanced : new String[] {"", "5.1.1", "5.3.4", "4.3.2"}) {
            int code = enhanced.startsWith("4") ? 450 : 550;
            assertThat(Judgement.of(stage, new Reply(code, enhanced, "no"))).isEqualTo(Judgement.OURS);
        }
    }

    @ParameterizedTest
    @EnumSource
    void noPolicyRefusalIsEverPermanent(Stage stage) {
        for (int code = 500; code < 560; code++) {
            assertThat(Judgement.of(stage, new Reply(code, "5.7.1", "policy"))).isEqualTo(Judgement.OURS);
        }
    }
}
