import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

import org.cometd.bayeux.Message;
import org.cometd.bayeux.client.ClientSession;
import org.cometd.bayeux.client.ClientSessionChannel;
import org.cometd.client.BayeuxClient;
import org.cometd.client.ext.AckExtension;
import org.cometd.client.http.jetty.JettyHttpClientTransport;
import org.cometd.client.transport.ClientTransport;
import org.cometd.common.HashMapMessage;
import org.cometd.common.JSONContext;
import org.cometd.common.JettyJSONContextClient;
import org.eclipse.jetty.client.HttpClient;

/** Runs CometD's Java client for the tests: takes calls, as lines of JSON, and tells what happens in the same way. */
public final class Driver {
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final JSONContext.Client json = new JettyJSONContextClient();
    private final Map<Object, Subscription> subscriptions = new ConcurrentHashMap<>();
    private BayeuxClient client;

    /** Parses a response as a whole: Jetty's incremental parser, the default, fails at an empty list in a list. */
    private static final class WholeTexts extends JettyJSONContextClient {
        @Override
        public AsyncParser newAsyncParser() {
            var bytes = new ByteArrayOutputStream();
            return new AsyncParser() {
                @Override
                public void parse(ByteBuffer buffer) {
                    while (buffer.hasRemaining()) bytes.write(buffer.get());
                }

                @Override
                @SuppressWarnings("unchecked")
                public <R> R complete() {
                    try {
                        Object messages = WholeTexts.this.parse(bytes.toString(StandardCharsets.UTF_8));
                        return (R) list(messages);
                    } catch (ParseException failure) {
                        throw new IllegalArgumentException(failure);
                    }
                }
            };
        }
    }

    private record Subscription(String channel, ClientSessionChannel.MessageListener listener, boolean kept) {}

    public static void main(String[] args) throws Exception {
        new Driver().run();
        // The threads of the transports would go on.
        System.exit(0);
    }

    private void run() throws Exception {
        var calls = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = calls.readLine(); line != null; line = calls.readLine()) {
            // A message is a map, which is all that a call needs; older versions return an array of them.
            Object parsed = json.parse(line);
            var call = (Message) list(parsed).get(0);
            var id = call.get("id");
            var given = list(call.get("given"));
            switch ((String) call.get("do")) {
                case "open" -> open(id, (String) given.get(0), (String) given.get(1), list(given.get(2)));
                case "subscribe" -> subscribe(id, (String) given.get(0), given.get(1), false);
                case "keepSubscribed" -> subscribe(id, (String) given.get(0), given.get(1), true);
                case "unsubscribe" -> unsubscribe(id, given.get(0));
                case "publish" -> publish(id, list(given.get(0)), (Boolean) given.get(1));
                case "disconnect" -> client.disconnect(reply -> answer(id, result(reply)));
                default -> throw new IllegalArgumentException(line);
            }
        }
    }

    private void open(Object id, String url, String transport, List<?> extensions) throws Exception {
        client = new BayeuxClient(url, "websocket".equals(transport) ? webSocket() : longPolling());
        client.setOption(BayeuxClient.BACKOFF_INCREMENT_OPTION, 50L);
        client.setOption(BayeuxClient.MAX_BACKOFF_OPTION, 250L);
        if (extensions.contains("AckExtension")) client.addExtension(new AckExtension());
        client.addExtension(new ClientSession.Extension() {
            @Override
            public boolean rcv(ClientSession session, Message.Mutable message) {
                if (message.getData() != null) tell("received", message);
                return true;
            }
        });
        for (var name : List.of("handshake", "connect", "subscribe")) {
            client.getChannel("/meta/" + name).addListener(
                    (ClientSessionChannel.MessageListener) (channel, reply) -> heard(name, reply));
        }
        client.handshake(reply -> answer(id, result(reply)));
    }

    private void heard(String name, Message reply) {
        var value = result(reply);
        value.put("clientId", reply.getClientId());
        value.put("ext", reply.getExt());
        tell(name, value);
        if (!name.equals("handshake") || !reply.isSuccessful()) return;
        // The client forgets its subscriptions at a new handshake, but not its first, when there are none.
        for (var each : subscriptions.values()) {
            if (each.kept()) client.getChannel(each.channel()).subscribe(each.listener());
        }
    }

    private void subscribe(Object id, String channel, Object key, boolean kept) {
        var subscription = new Subscription(channel, (from, message) -> {
            var value = new HashMap<String, Object>();
            value.put("key", key);
            value.put("channel", message.getChannel());
            value.put("data", message.getData());
            tell("event", value);
        }, kept);
        subscriptions.put(key, subscription);
        client.getChannel(channel).subscribe(subscription.listener(), reply -> answer(id, result(reply)));
    }

    private void unsubscribe(Object id, Object key) {
        var subscription = subscriptions.remove(key);
        client.getChannel(subscription.channel())
                .unsubscribe(subscription.listener(), reply -> answer(id, result(reply)));
    }

    private void publish(Object id, List<?> messages, boolean together) {
        var results = new Object[messages.size()];
        var missing = new AtomicInteger(results.length);
        Runnable all = () -> {
            for (int index = 0; index < results.length; ++index) {
                var at = index;
                var message = list(messages.get(index));
                client.getChannel((String) message.get(0)).publish(message.get(1), reply -> {
                    results[at] = result(reply);
                    if (missing.decrementAndGet() == 0) answer(id, results);
                });
            }
        };
        if (together) client.batch(all);
        else all.run();
    }

    private static ClientTransport longPolling() throws Exception {
        var http = new HttpClient();
        // One for the connect and one for all else: with more, publishes could change places.
        http.setMaxConnectionsPerDestination(2);
        http.start();
        return new JettyHttpClientTransport(options(), http);
    }

    /** The API of WebSockets has moved from javax to jakarta, and the client's transport after it. */
    private static ClientTransport webSocket() throws Exception {
        var provider = oneOf("javax.websocket.ContainerProvider", "jakarta.websocket.ContainerProvider");
        var container = provider.getMethod("getWebSocketContainer").invoke(null);
        var transport = oneOf(
                "org.cometd.client.websocket.javax.WebSocketTransport",
                "org.cometd.client.websocket.jakarta.WebSocketTransport");
        for (Constructor<?> constructor : transport.getConstructors()) {
            var types = constructor.getParameterTypes();
            if (types.length == 3 && types[1] == ScheduledExecutorService.class)
                return (ClientTransport) constructor.newInstance(options(), null, container);
        }
        throw new IllegalStateException("no usable constructor: " + transport);
    }

    private static Class<?> oneOf(String first, String second) throws ClassNotFoundException {
        try {
            return Class.forName(first);
        } catch (ClassNotFoundException missing) {
            return Class.forName(second);
        }
    }

    private static Map<String, Object> options() {
        var options = new HashMap<String, Object>();
        options.put(ClientTransport.MAX_NETWORK_DELAY_OPTION, 30_000L);
        options.put(ClientTransport.JSON_CONTEXT_OPTION, new WholeTexts());
        return options;
    }

    private static Map<String, Object> result(Message reply) {
        var result = new LinkedHashMap<String, Object>();
        result.put("successful", reply.isSuccessful());
        var failure = reply.get("failure");
        result.put("error", failure == null ? reply.get(Message.ERROR_FIELD) : failure.toString());
        return result;
    }

    private static List<?> list(Object value) {
        return value instanceof Object[] array ? Arrays.asList(array) : (List<?>) value;
    }

    private void answer(Object id, Object result) {
        print("id", id, "result", result);
    }

    private void tell(String name, Object value) {
        print("name", name, "value", value);
    }

    private void print(String first, Object one, String second, Object other) {
        var line = new HashMapMessage();
        line.put(first, one);
        line.put(second, other);
        out.println(json.generate(line));
    }
}
