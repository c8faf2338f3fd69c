import net from 'node:net';

/** Stands between a client and a port and can cut what runs through it. */
export class TcpProxy {
  constructor(port) {
    this.target = port;
    this.pairs = new Set();
    this.refusing = false;
    this.accepted = 0;
    this.server = net.createServer((client) => this.#accept(client));
  }

  async start() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = this.server.address().port;
    return this;
  }

  url(path) {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  /** Ends every connection, by FIN or by RST, and refuses new ones until `resume`. Resolves when both sides are gone. */
  async cut({ reset = false } = {}) {
    this.refusing = true;
    await Promise.all([...this.pairs].map((pair) => this.#close(pair, reset)));
  }

  resume() {
    this.refusing = false;
  }

  async dispose() {
    await this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #accept(client) {
    client.on('error', () => {});
    if (this.refusing) return client.destroy();
    this.accepted += 1;
    const broker = net.connect({ port: this.target, host: '127.0.0.1', noDelay: true });
    client.setNoDelay(true);
    const pair = [client, broker];
    this.pairs.add(pair);
    for (const [from, to] of [pair, [broker, client]]) {
      from.on('error', () => {});
      from.pipe(to);
      from.on('close', () => {
        to.destroy();
        this.pairs.delete(pair);
      });
    }
    return pair;
  }

  #close(pair, reset) {
    return Promise.all(
      pair.map(
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
