// Runs in the browser. The face is that of the page for CometD.
/* global Faye */
import { report } from '/page/report.js';

// From the best to the worst: Faye takes the first that works and is not disabled.
const types = ['websocket', 'eventsource', 'long-polling', 'cross-origin-long-polling', 'callback-polling'];
const subscriptions = new Map();
const successful = { successful: true };
let client;

window.client = {
  open(url, transport) {
    client = new Faye.Client(url, { retry: 0.1, timeout: 30 });
    for (const type of types.slice(0, types.indexOf(transport))) client.disable(type);
    client.addExtension({
      incoming: (message, pass) => {
        const meta = /^\/meta\/(handshake|subscribe)$/.exec(message.channel);
        if (meta) report(meta[1], { successful: message.successful, clientId: message.clientId });
        if (message.data !== undefined) report('received', message);
        pass(message);
      },
    });
    return new Promise((resolve) => {
      client.connect(() => {
        report('connect', successful);
        resolve(successful);
      });
    });
  },
  // Faye has no public name for what it chose.
  transport: () => client._dispatcher.connectionType,
  async subscribe(channel, key) {
    const subscription = client
      .subscribe(channel)
      .withChannel((name, data) => report('event', { key, channel: name, data }));
    subscriptions.set(key, subscription);
    await subscription;
    return successful;
  },
  keepSubscribed(channel, key) {
    return this.subscribe(channel, key);
  },
  unsubscribe(key) {
    return new Promise((resolve) => {
      const extension = {
        incoming: (message, pass) => {
          pass(message);
          if (message.channel !== '/meta/unsubscribe') return;
          client.removeExtension(extension);
          resolve(message);
        },
      };
      client.addExtension(extension);
      subscriptions.get(key).cancel();
    });
  },
  publish: (messages) =>
    Promise.all(messages.map(([channel, data]) => client.publish(channel, data).then(() => successful))),
  disconnect: () => client.disconnect().then(() => successful),
};
window.ready = true;
