import { readFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';

const html = (...scripts) => `<!doctype html><meta charset="utf-8"><title>page</title>${scripts.join('')}`;
const pages = {
  '/page/cometd': html('<script type="module" src="/page/cometd.js"></script>'),
  '/page/faye': html('<script src="/page/faye-client.js"></script><script type="module" src="/page/faye.js"></script>'),
};
const local = (path) => new URL(path, import.meta.url);
const files = {
  '/page/event_source': [local('../../../docs/examples/event_source.html'), 'text/html'],
};
const scripts = {
  '/page/cometd.js': local('pages/cometd.js'),
  '/page/faye.js': local('pages/faye.js'),
  '/page/report.js': local('pages/report.js'),
  '/page/faye-client.js': local('../node_modules/faye/client/faye-browser-min.js'),
};

function scriptOf(url) {
  const library = /^\/page\/cometd9\/(\w+\.js)$/.exec(url);
  return library ? local(`../node_modules/cometd9/${library[1]}`) : scripts[url];
}

/**
 * Serves the pages of the tests and, on the same origin, all that a broker on `port` serves, if there is one; can cut as
 * `TcpProxy` can.
 * The broker sees the browser's own Host and Origin.
 */
export class WebServer {
  refusing = false;
  accepted = 0;
  upgrades = 0;
  #sockets = new Set();
  #agent = new http.Agent({ keepAlive: true });

  constructor(port) {
    this.target = { host: '127.0.0.1', port };
    this.server = http.createServer((request, response) => this.#request(request, response));
    this.server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    this.server.on('connection', (socket) => {
      socket.on('error', () => {});
      if (this.refusing) return socket.destroy();
      this.accepted += 1;
      return this.#keep(socket);
    });
  }

  async start() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = this.server.address().port;
    return this;
  }

  url(path) {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  async cut({ reset = false } = {}) {
    this.refusing = true;
    const closed = [...this.#sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
    for (const socket of this.#sockets) {
      if (reset) socket.resetAndDestroy();
      else socket.destroy();
    }
    await Promise.all(closed);
  }

  resume() {
    this.refusing = false;
  }

  async dispose() {
    await this.cut();
    this.#agent.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #keep(socket) {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    return socket;
  }

  #request(request, response) {
    if (!/^\/(bayeux|cometd|faye)/.test(request.url)) return this.#file(request.url, response);
    const { method, url, headers } = request;
    const forward = http.request({ ...this.target, method, path: url, headers, agent: this.#agent });
    forward.on('socket', (socket) => this.#keep(socket));
    // A broker that is away looks to the browser as a connection that breaks.
    forward.on('error', () => response.destroy());
    forward.on('response', (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders);
      answer.on('error', () => response.destroy());
      answer.pipe(response);
    });
    response.on('close', () => response.writableFinished || forward.destroy());
    return request.pipe(forward);
  }

  async #file(url, response) {
    if (pages[url]) return response.setHeader('content-type', 'text/html').end(pages[url]);
    if (files[url]) {
      const [file, type] = files[url];
      return response.setHeader('content-type', type).end(await readFile(file));
    }
    const script = scriptOf(url);
    if (!script) return response.writeHead(404).end();
    return response.setHeader('content-type', 'text/javascript').end(await readFile(script));
  }

  #upgrade(request, socket, head) {
    this.upgrades += 1;
    const broker = this.#keep(net.connect({ ...this.target, noDelay: true }));
    const lines = [`GET ${request.url} HTTP/1.1`];
    for (let at = 0; at < request.rawHeaders.length; at += 2) {
      lines.push(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}`);
    }
    broker.write(`${lines.join('\r\n')}\r\n\r\n`);
    broker.write(head);
    for (const [from, to] of [[socket, broker], [broker, socket]]) {
      from.on('error', () => {});
      from.pipe(to);
      from.on('close', () => to.destroy());
    }
  }
}
