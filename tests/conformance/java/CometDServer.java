import org.cometd.bayeux.Promise;
import org.cometd.bayeux.server.BayeuxServer;
import org.cometd.bayeux.server.ServerMessage;
import org.cometd.bayeux.server.ServerSession;
import org.cometd.server.AbstractService;
import org.cometd.server.BayeuxServerImpl;
import org.cometd.server.ext.AcknowledgedMessagesExtension;
import org.cometd.server.ext.TimesyncExtension;
import org.cometd.server.http.jakarta.CometDServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/**
 * CometD with its two usual extensions and all transports on a free port; it prints its URL. Its arguments are for
 * how many seconds it holds connects, and for how many it keeps a session without them.
 */
public final class CometDServer {
    /** Sends back what it gets on `/service/echo`. */
    public static final class Echo extends AbstractService {
        Echo(BayeuxServer bayeux) {
            super(bayeux, "echo");
            addService("/service/echo", "echo");
        }

        public void echo(ServerSession session, ServerMessage message) {
            session.deliver(getServerSession(), message.getChannel(), message.getData(), Promise.noop());
        }
    }

    public static void main(String[] arguments) throws Exception {
        int timeout = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int maxInterval = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);

        ServletContextHandler context = new ServletContextHandler("/");
        server.setHandler(context);
        context.insertHandler(WebSocketUpgradeHandler.from(server, context));

        BayeuxServerImpl bayeux = new BayeuxServerImpl();
        bayeux.setOption("timeout", 1000 * timeout);
        bayeux.setOption("maxInterval", 1000 * maxInterval);
        bayeux.setOption("transports", String.join(",",
            "org.cometd.server.websocket.jetty.JettyWebSocketTransport",
            "org.cometd.server.http.JSONHttpTransport",
            "org.cometd.server.http.JSONPHttpTransport"));
        bayeux.setOption("ws.cometdURLMapping", "/cometd");
        bayeux.setOption(Context.class.getName(), context.getContext());
        bayeux.addExtension(new AcknowledgedMessagesExtension());
        bayeux.addExtension(new TimesyncExtension());
        context.getServletContext().setAttribute(BayeuxServer.ATTRIBUTE, bayeux);

        ServletHolder cometd = new ServletHolder(new CometDServlet());
        cometd.setInitOrder(1);
        cometd.setAsyncSupported(true);
        context.addServlet(cometd, "/cometd/*");

        server.start();
        new Echo(bayeux);
        System.out.println("http://127.0.0.1:" + connector.getLocalPort() + "/cometd");
        server.join();
    }
}
