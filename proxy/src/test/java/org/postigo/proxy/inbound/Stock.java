package org.postigo.proxy.inbound;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import org.subethamail.smtp.MessageHandler;
import org.subethamail.smtp.RejectException;
import org.subethamail.smtp.server.SMTPServer;

/** The library as it comes out of the box, to show the defects that ours must not have. */
final class Stock implements AutoCloseable {
    /** What the handler does with the data. */
    @FunctionalInterface
    interface Taking {
        String take(InputStream data) throws IOException, RejectException;
    }

    final BlockingQueue<String> taken = new LinkedBlockingQueue<>();
    final SMTPServer server;

    Stock() {
        this(builder -> builder, null);
    }

    Stock(UnaryOperator<SMTPServer.Builder> change, Taking taking) {
        server = change.apply(SMTPServer.port(0)
                        .bindAddress(InetAddress.getLoopbackAddress())
                        .hostName("mx.example.net")
                        .insertReceivedHeaders(false)
                        .messageHandlerFactory(context -> new MessageHandler() {
                            @Override
                            public void from(String from) {
                                // Everybody may send.
                            }

                            @Override
                            public void recipient(String recipient) {
                                // Everybody may be sent to.
                            }

                            @Override
                            public String data(InputStream data) throws RejectException, IOException {
                                if (taking != null) {
                                    return taking.take(data);
                                }
                                taken.add(new String(data.readAllBytes(), StandardCharsets.ISO_8859_1));
                                return null;
                            }

                            @Override
                            public void done() {
                                // Nothing is kept.
                            }
                        }))
                .build();
        server.start();
    }

    Talker talker() {
        return new Talker(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPortAllocated()));
    }

    @Override
    public void close() {
        server.stop();
    }
}
