// Runs in the browser.
import * as library from '/page/cometd9/cometd.js';
import { report } from '/page/report.js';

const cometd = new library.CometD();
const handles = new Map();

const promised = (send) => new Promise((resolve) => send(resolve));
const onEvent = (key) => ({ channel, data }) => report('event', { key, channel, data });

window.client = {
  open(url, transport, extensions) {
    for (const type of cometd.getTransportTypes()) {
      if (type !== transport) cometd.unregisterTransport(type);
    }
    cometd.configure({ url, logLevel: 'warn', backoffIncrement: 50, maxBackoff: 250, maxNetworkDelay: 30_000 });
    for (const name of extensions) cometd.registerExtension(name, new library[name]());
    if (cometd.reload) window.addEventListener('beforeunload', () => cometd.reload());
    cometd.registerExtension('recorder', {
      incoming: (message) => {
        if (message.data !== undefined) report('received', message);
        return message;
      },
    });
    for (const name of ['handshake', 'connect', 'subscribe']) {
      cometd.addListener(`/meta/${name}`, ({ successful, clientId }) => report(name, { successful, clientId }));
    }
    return promised((done) => cometd.handshake(done));
  },
  transport: () => cometd.getTransport()?.type,
  subscribe: (channel, key) =>
    promised((done) => handles.set(key, cometd.subscribe(channel, onEvent(key), undefined, done))),
  keepSubscribed(channel, key) {
    cometd.addListener('/meta/handshake', ({ successful }) => successful && this.subscribe(channel, key));
    return this.subscribe(channel, key);
  },
  unsubscribe: (key) => promised((done) => cometd.unsubscribe(handles.get(key), done)),
  publish: (messages, together) => {
    const replies = [];
    const send = () => {
      for (const [channel, data] of messages) replies.push(promised((done) => cometd.publish(channel, data, done)));
    };
    if (together) cometd.batch(send);
    else send();
    return Promise.all(replies);
  },
  disconnect: () => promised((done) => cometd.disconnect(done)),
};
window.ready = true;
