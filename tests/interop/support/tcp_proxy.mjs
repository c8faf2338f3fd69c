import net from 'node:net';
import { Conditions, connectFlow } from './flow.mjs';

/** Stands between clients and a port: can cut and half-close connections, stall, delay and break up what they carry. */
export class TcpProxy {
  conditions = new Conditions();

  constructor(port, scheme = 'http') {
    this.target = port;
    this.scheme = scheme;
    this.pairs = new Set();
    this.refusing = false;
    this.accepted = 0;
    this.server = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
  }

  async start() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = this.server.address().port;
    return this;
  }

  url(path) {
    return `${this.scheme}://127.0.0.1:${this.port}${path}`;
  }

  /**
   * Ends every connection, by FIN or by RST, and refuses new ones until `resume`. Resolves when both sides are gone.
   */
  async cut({ reset = false } = {}) {
    this.refusing = true;
    await Promise.all([...this.pairs].map((pair) => this.#close(pair, reset)));
  }

  resume() {
    this.refusing = false;
  }

  /**
   * On every connection: the broker, or the client, is told by FIN that nothing more will come from the other, though
   * what it sends itself goes on. Later connections are not touched.
   */
  halfClose(told) {
    for (const { client, broker } of this.pairs) {
      const [from, to] = told === 'broker' ? [client, broker] : [broker, client];
      from.removeAllListeners('data');
      from.resume();
      to.end();
    }
  }

  async dispose() {
    this.conditions.release();
    await this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #accept(client) {
    client.on('error', () => {});
    if (this.refusing) return client.destroy();
    this.accepted += 1;
    const broker = net.connect({ port: this.target, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    const pair = { client, broker };
    this.pairs.add(pair);
    connectFlow(client, broker, this.conditions, { answers: false });
    connectFlow(broker, client, this.conditions, { answers: true });
    for (const socket of [client, broker]) socket.on('close', () => this.#forget(pair));
    return pair;
  }

  #forget(pair) {
    if (pair.client.closed && pair.broker.closed) this.pairs.delete(pair);
  }

  #close({ client, broker }, reset) {
    return Promise.all(
      [client, broker].map(
        (socket) =>
          new Promise((resolve) => {
            if (socket.closed) return resolve();
            socket.once('close', resolve);
            return reset ? socket.resetAndDestroy() : socket.destroy();
          }),
      ),
    );
  }
}
