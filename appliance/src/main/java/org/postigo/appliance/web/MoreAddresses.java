package org.postigo.appliance.web;

import java.net.InetAddress;
import java.util.List;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.postigo.appliance.settings.Settings;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Lets a started web server, the desk's or the management's, answer on its other addresses too, at the port of the
 * first: Spring knows one address for each server. An address that is taken keeps the whole from starting.
 */
final class MoreAddresses implements ApplicationListener<WebServerInitializedEvent> {
    private final Settings settings;

    MoreAddresses(Settings settings) {
        this.settings = settings;
    }

    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        boolean management = "management".equals(event.getApplicationContext().getServerNamespace());
        List<InetAddress> addresses =
                management ? settings.management().addresses() : settings.http().addresses();
        var server = (TomcatWebServer) event.getWebServer();
        for (InetAddress address : addresses.subList(1, addresses.size())) {
            // Into a service that runs, so that it starts at once.
            server.getTomcat()
                    .getService()
                    .addConnector(alike(server.getTomcat().getConnector(), address, server.getPort()));
        }
    }

    private static Connector alike(Connector first, InetAddress address, int port) {
        var connector = new Connector(first.getProtocolHandlerClassName());
        connector.setThrowOnFailure(true);
        connector.setPort(port);
        connector.setScheme(first.getScheme());
        connector.setSecure(first.getSecure());
        connector.setURIEncoding(first.getURIEncoding());
        var protocol = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
        var model = (AbstractHttp11Protocol<?>) first.getProtocolHandler();
        protocol.setAddress(address);
        protocol.setExecutor(((AbstractProtocol<?>) model).getExecutor());
        protocol.setMaxHttpRequestHeaderSize(model.getMaxHttpRequestHeaderSize());
        protocol.setSSLEnabled(model.isSSLEnabled());
        for (SSLHostConfig tls : first.findSslHostConfigs()) {
            // The same object: a renewed certificate reaches both.
            connector.addSslHostConfig(tls);
        }
        return connector;
    }
}
