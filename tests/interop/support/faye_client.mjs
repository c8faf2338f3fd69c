import faye from 'faye';
import { until, within } from './wait.mjs';

/** A `faye` client in Node, behind the face that the scenarios use for every kind of client. */
export class FayeClient {
  /** Faye sends requests of 2 kB in parallel when it long-polls: more on their way could change places. */
  window = 12;
  received = [];
  handshakes = 0;
  subscriptions = 0;
  disconnected = false;
  id = undefined;

  static open(url, options) {
    return FayeClient.use(new faye.Client(url, { retry: 0.1, timeout: 30 }), url, options);
  }

  /** Takes over a client that was made for `url` elsewhere. */
  static async use(made, url, { transport, cookie }) {
    const client = new FayeClient();
    client.faye = made;
    // Faye handshakes by long-polling always and then takes the best that the server offers.
    if (transport === 'long-polling') client.faye.disable('websocket');
    if (cookie) client.faye._dispatcher.cookies.setCookieSync(cookie, url);
    client.faye.addExtension({
      incoming: (message, pass) => {
        if (message.channel === '/meta/handshake' && message.successful) {
          client.handshakes += 1;
          client.id = message.clientId;
        }
        if (message.channel === '/meta/subscribe' && message.successful) client.subscriptions += 1;
        if (message.data !== undefined) client.received.push(message);
        pass(message);
      },
    });
    await within('the connection', new Promise((resolve) => client.faye.connect(resolve)));
    return client;
  }

  get transport() {
    // Faye has no public name for what it chose.
    return this.faye._dispatcher.connectionType;
  }

  async subscribe(channel, listener) {
    const subscription = this.faye.subscribe(channel).withChannel((name, data) => listener(data, name));
    await replied(`subscribing ${channel}`, subscription);
    // A subscription has a `then`, which an async function would follow.
    return { subscription };
  }

  /** Faye itself restores what was subscribed. */
  keepSubscribed(channel, listener) {
    return this.subscribe(channel, listener);
  }

  async unsubscribe({ subscription }) {
    const replied = this.#reply('/meta/unsubscribe');
    subscription.cancel();
    await replied;
  }

  publish(channel, data) {
    return replied(`publishing on ${channel}`, this.faye.publish(channel, data));
  }

  /** What is published in one turn leaves as one request when Faye long-polls, and one by one on a WebSocket. */
  publishTogether(messages) {
    return Promise.all(messages.map(([channel, data]) => this.publish(channel, data)));
  }

  publishEach(messages) {
    return this.publishTogether(messages);
  }

  async disconnect() {
    await replied('disconnecting', this.faye.disconnect());
    this.disconnected = true;
  }

  async dispose() {
    if (!this.disconnected) this.faye.disconnect();
  }

  async #reply(channel) {
    let answered = false;
    const extension = {
      incoming: (message, pass) => {
        if (message.channel === channel && message.successful) answered = true;
        pass(message);
      },
    };
    this.faye.addExtension(extension);
    await until(`the reply to ${channel}`, () => answered);
    this.faye.removeExtension(extension);
  }
}

// Faye's errors are no `Error`s and do not tell what has failed.
async function replied(what, promise) {
  try {
    await within(`the reply to ${what}`, promise);
  } catch (error) {
    throw error instanceof Error ? error : new Error(`${what} failed: ${error}`);
  }
}
