import WebSocket from 'ws';
import { must } from './reply.mjs';
import { until, within } from './wait.mjs';

/** A WebSocket that a test writes Bayeux on by itself. */
export class RawClient {
  messages = [];
  #ids = 0;

  static async open(url) {
    const client = new RawClient();
    client.socket = new WebSocket(url.replace(/^http/, 'ws'));
    client.socket.on('message', (text) => client.messages.push(...JSON.parse(text)));
    await within(
      'a WebSocket',
      new Promise((resolve, reject) => client.socket.on('open', resolve).on('error', reject)),
    );
    const supportedConnectionTypes = ['websocket'];
    const reply = await client.request({ channel: '/meta/handshake', version: '1.0', supportedConnectionTypes });
    must('handshake', reply);
    client.id = reply.clientId;
    return client;
  }

  /** Sends one message, all of which is the caller's but the id, and resolves with its reply. */
  async request(message) {
    this.#ids += 1;
    const id = `raw${this.#ids}`;
    this.socket.send(JSON.stringify([{ ...message, id }]));
    return until(`the reply to ${message.channel}`, () => this.messages.find((reply) => reply.id === id));
  }

  dispose() {
    this.socket.terminate();
  }
}
