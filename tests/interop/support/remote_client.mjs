import { must } from './reply.mjs';
import { until } from './wait.mjs';

/**
 * A client that lives elsewhere, in a page or in a process, behind the face that the scenarios use for every kind.
 * Whoever derives from it calls the other side by `call(name, ...given)` and hands what that tells to `hear`.
 */
export class RemoteClient {
  received = [];
  handshakes = 0;
  connects = 0;
  subscriptions = 0;
  refused = 0;
  connected = false;
  disconnected = false;
  #listeners = [];

  async open(url, transport, extensions) {
    must('handshake', await this.call('open', url, transport, extensions));
    await until('the first connect', () => this.connected);
  }

  async subscribe(channel, listener) {
    const key = this.#listeners.push(listener) - 1;
    must(`subscribe ${channel}`, await this.call('subscribe', channel, key));
    return key;
  }

  async keepSubscribed(channel, listener) {
    const key = this.#listeners.push(listener) - 1;
    must(`subscribe ${channel}`, await this.call('keepSubscribed', channel, key));
  }

  async unsubscribe(key) {
    must('unsubscribe', await this.call('unsubscribe', key));
  }

  publish(channel, data) {
    return this.publishEach([[channel, data]]);
  }

  publishEach(messages) {
    return this.#publish(messages, false);
  }

  publishTogether(messages) {
    return this.#publish(messages, true);
  }

  async disconnect() {
    must('disconnect', await this.call('disconnect'));
    this.disconnected = true;
  }

  hear(name, value) {
    if (name === 'event') this.#listeners[value.key](value.data, value.channel);
    else if (name === 'received') this.received.push(value);
    else if (name === 'connect') {
      this.connected = value.successful;
      if (value.successful) this.connects += 1;
    } else if (!value.successful) this.refused += 1;
    else if (name === 'subscribe') this.subscriptions += 1;
    else {
      this.handshakes += 1;
      this.id = value.clientId;
      this.handshakeReply = value;
    }
  }

  async #publish(messages, together) {
    for (const reply of await this.call('publish', messages, together)) must('publish', reply);
  }
}
