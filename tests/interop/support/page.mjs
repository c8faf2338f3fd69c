import { createRequire } from 'node:module';
import { JSDOM, VirtualConsole } from 'jsdom';
import { until } from './wait.mjs';

const require = createRequire(import.meta.url);
export const resolveScript = (name) => require.resolve(name);

/** Both Nodefony clients reconnect after this fixed time, which a test does not wait for. */
const reconnectDelay = 60_000;

/** A browser page at `url`, without scripts of its own, which records what its WebSockets receive. */
export class Page {
  frames = [];
  sockets = [];
  #postponed = [];

  constructor(url) {
    const html = `<!doctype html><script src="${new URL('/nodefony.js', url).href}"></script><body></body>`;
    const virtualConsole = new VirtualConsole();
    // What a client throws from its listeners is shown when the case fails.
    virtualConsole.on('jsdomError', ({ message, detail }) => console.error(message, detail?.stack ?? ''));
    const options = { url, runScripts: 'outside-only', pretendToBeVisual: true, virtualConsole };
    this.window = new JSDOM(html, options).window;
    this.#lackOfJsdom();
    this.#recordSockets();
    this.#postponeReconnects();
  }

  /** Lets the reconnect that the client has planned happen now. */
  async reconnectNow() {
    const reconnect = await until('the client to plan a reconnect', () => this.#postponed.shift());
    reconnect();
  }

  get subprotocols() {
    return this.sockets.map(({ protocol }) => protocol);
  }

  dispose() {
    this.window.close();
  }

  #lackOfJsdom() {
    const { window } = this;
    window.webkitMediaStream = function () {};
    window.MediaStream = function () {};
    Object.assign(window, { Headers, Request, Response, TextDecoder, TextEncoder });
    // jsdom's own requests bring the page's Origin and cookies along, as a browser's fetch does.
    window.fetch = (url, { method, headers, body }) =>
      new Promise((resolve, reject) => {
        const request = new window.XMLHttpRequest();
        request.withCredentials = true;
        request.open(method, url);
        for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
        request.onload = () => resolve(new Response(request.responseText, { status: request.status }));
        request.onerror = () => reject(new TypeError('fetch failed'));
        request.send(body);
      });
  }

  #recordSockets() {
    const page = this;
    this.window.WebSocket = class extends this.window.WebSocket {
      constructor(...args) {
        super(...args);
        page.sockets.push(this);
        this.addEventListener('message', ({ data }) => page.frames.push(data));
      }
    };
  }

  #postponeReconnects() {
    const { window } = this;
    const original = window.setTimeout.bind(window);
    window.setTimeout = (callback, delay, ...args) => {
      if (delay < reconnectDelay || delay === undefined) return original(callback, delay, ...args);
      this.#postponed.push(() => callback(...args));
      return 0;
    };
  }
}
