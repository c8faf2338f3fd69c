import { createRequire } from 'node:module';
import { must } from './reply.mjs';
import { eventually, until } from './wait.mjs';

const require = createRequire(import.meta.url);

const extensionNames = ['Ack', 'Binary', 'Reload', 'TimeStamp', 'TimeSync'].map((name) => `${name}Extension`);

export async function load(version) {
  if (version >= 8) {
    const [{ adapt }, library] = await Promise.all([import('cometd-nodejs-client2'), import(`cometd${version}`)]);
    const entries = extensionNames.map((name) => [name, library[name]]);
    const { CometD, WebSocketTransport } = library;
    return { adapt, extensions: Object.fromEntries(entries), CometD, WebSocketTransport };
  }
  const { adapt } = require('cometd-nodejs-client1');
  // Version 7 looks for `window` as it is loaded.
  adapt();
  const { CometD, WebSocketTransport } = require('cometd7');
  const entries = extensionNames.map((name) => [name, require(`cometd7/${name}.js`)]);
  return { adapt, extensions: Object.fromEntries(entries), CometD, WebSocketTransport };
}

/** A `cometd` in Node, behind the face that the scenarios use for every kind of client. */
export class CometdClient {
  /** How many publishes may be on their way at a time without changing places. */
  window = 100;
  /** All that the broker sent, with the time at which it arrived. */
  incoming = [];
  received = [];
  handshakes = 0;
  connects = 0;
  subscriptions = 0;
  connected = false;
  extensions = {};
  onHandshake = () => {};

  /**
   * `transports` are those to register, in order; `extensions` by the names that `cometd` gives them.
   * `sameBrowserAs` shares that client's cookies.
   * `later` names transports which are registered when the handshake's reply is there.
   * `sessionStorage` is that of the page, for the ReloadExtension.
   */
  static async open(version, url, { transports, extensions = [], sameBrowserAs, later = [], sessionStorage }) {
    const client = new CometdClient();
    const { adapt, CometD, WebSocketTransport, extensions: offered } = await load(version);
    adapt();
    window.sessionStorage = sessionStorage;
    client.Xhr = sameBrowserAs?.Xhr ?? window.XMLHttpRequest;
    const cometd = new CometD();
    client.cometd = cometd;
    for (const type of cometd.getTransportTypes()) {
      if (!transports.includes(type)) cometd.unregisterTransport(type);
    }
    client.#ownCookies();
    cometd.configure({ url, logLevel: 'warn', backoffIncrement: 50, maxBackoff: 250, maxNetworkDelay: 30_000 });
    for (const name of extensions) {
      client.extensions[name] = new offered[name]();
      cometd.registerExtension(name, client.extensions[name]);
    }
    cometd.registerExtension('recorder', {
      incoming: (message) => {
        if (message.channel === '/meta/handshake' && message.successful) {
          for (const type of later) cometd.registerTransport(type, new WebSocketTransport(), 0);
        }
        client.incoming.push({ ...message, arrived: Date.now() });
        if (message.data !== undefined) client.received.push(message);
        return message;
      },
    });
    cometd.addListener('/meta/handshake', (reply) => {
      if (!reply.successful) return;
      client.handshakes += 1;
      client.onHandshake();
    });
    cometd.addListener('/meta/connect', (reply) => {
      client.connected = reply.successful;
      if (reply.successful) client.connects += 1;
    });
    const [reply, settle] = eventually('the handshake reply');
    cometd.handshake(settle);
    must('handshake', await reply);
    client.handshakeReply = await reply;
    await until('the first connect', () => client.connected);
    return client;
  }

  get id() {
    return this.cometd.getClientId();
  }

  get transport() {
    const transport = this.cometd.getTransport();
    return transport?.type ?? transport?.getType();
  }

  get disconnected() {
    return this.cometd.isDisconnected();
  }

  /** Resolves with what `unsubscribe` takes. */
  async subscribe(channel, listener, properties) {
    const [reply, settle] = eventually(`the reply to subscribing ${channel}`);
    const onEvent = ({ data, channel: name }) => listener(data, name);
    const handle = this.cometd.subscribe(channel, onEvent, properties, settle);
    must(`subscribe ${channel}`, await reply);
    this.subscriptions += 1;
    return handle;
  }

  /** CometD forgets subscriptions at a new handshake and leaves it to the application to renew them. */
  keepSubscribed(channel, listener) {
    this.onHandshake = () => this.subscribe(channel, listener);
    return this.subscribe(channel, listener);
  }

  async unsubscribe(handle) {
    const [reply, settle] = eventually('the reply to unsubscribing');
    this.cometd.unsubscribe(handle, settle);
    must('unsubscribe', await reply);
  }

  async publish(channel, data) {
    const [reply, settle] = eventually(`the reply to publishing on ${channel}`);
    this.cometd.publish(channel, data, settle);
    must(`publish ${channel}`, await reply);
  }

  async publishBinary(channel, data, last, meta) {
    const [reply, settle] = eventually(`the reply to publishing on ${channel}`);
    this.cometd.publishBinary(channel, data, last, meta, settle);
    must(`publish ${channel}`, await reply);
  }

  /** Several publishes, none of which waits for another's reply. */
  async publishEach(messages) {
    await Promise.all(messages.map(([channel, data]) => this.publish(channel, data)));
  }

  /** Several publishes as one request. */
  async publishTogether(messages) {
    const replies = [];
    this.cometd.batch(() => {
      for (const [channel, data] of messages) replies.push(this.publish(channel, data));
    });
    await Promise.all(replies);
  }

  async disconnect() {
    const [reply, settle] = eventually('the reply to the disconnect');
    const before = this.incoming.length;
    this.cometd.disconnect(settle);
    const answer = await reply;
    // The reply to a connect comes over a connection of its own and may be read first, whether it was released or came
    // too late: then the client is disconnected already, and has aborted this request itself.
    const overtaken = this.incoming.slice(before).some(({ channel }) => channel === '/meta/connect');
    if (!overtaken) must('disconnect', answer);
  }

  async dispose() {
    if (!this.disconnected) this.cometd.disconnect();
  }

  // The adapter keeps one cookie jar a process, which makes all clients one browser to the broker.
  #ownCookies() {
    const transport = this.cometd.findTransport('long-polling');
    if (!transport) return;
    const send = transport.xhrSend;
    const { Xhr } = this;
    transport.xhrSend = function (packet) {
      window.XMLHttpRequest = Xhr;
      return send.call(this, packet);
    };
  }
}
