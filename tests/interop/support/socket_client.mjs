import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Page, resolveScript } from './page.mjs';
import { until } from './wait.mjs';

const folder = join(dirname(resolveScript('nodefony-client/package.json')), 'dist');
const scripts = ['chunk-nodefony-socket.js', 'nodefony.js'].map((name) => readFileSync(join(folder, name), 'utf8'));

/** `nodefony.Socket`, Nodefony's client since version 6, in a page of jsdom. */
export class SocketClient {
  events = [];
  messages = [];
  errors = [];
  subscribed = {};
  unsubscribed = [];
  connects = [];
  handshakes = [];
  closes = 0;

  static async open(url) {
    const client = new SocketClient();
    await client.#start(url);
    return client;
  }

  async #start(url) {
    this.page = new Page(url);
    const { window } = this.page;
    for (const script of scripts) window.eval(script);
    const nodefony = window.nodefony?.default ?? window.nodefony ?? window['nodefony-client'].default;
    if (!nodefony.Socket) await nodefony.loadSocket();
    this.socket = new nodefony.Socket(url, null);
    const on = (event, action = () => {}) =>
      this.socket.on(event, (...args) => {
        if (event !== 'message') this.events.push(event);
        action(...args);
      });
    on('handshake', (message) => this.handshakes.push(message));
    on('ready', (message) => this.connects.push(message));
    on('subscribe', (service, message) => {
      this.subscribed[service] = message;
    });
    on('message', (service, data) => this.messages.push([service, data]));
    on('unsubscribe', (service) => {
      delete this.subscribed[service];
      this.unsubscribed.push(service);
    });
    on('error', (...error) => this.errors.push(error));
    on('onerror', (...error) => this.errors.push(error));
    on('disconnect');
    on('close', () => {
      this.closes += 1;
      this.subscribed = {};
    });
    await this.connected(1);
  }

  connected(times) {
    return until(`connect ${times}`, () => this.connects.length === times);
  }

  get services() {
    return this.socket.services;
  }

  subscribe(name, data) {
    this.socket.subscribe(name, data);
  }

  /** The library builds the text of a publish and leaves it to the application to send it. */
  send(name, data) {
    const text = this.socket.protocol.sendMessage(name, data, this.subscribed[name].clientId);
    this.socket.send(text);
    return JSON.parse(text).id;
  }

  unsubscribe(name) {
    this.socket.unSubscribe(name);
  }

  stop() {
    this.socket.stop();
  }

  dispose() {
    this.page.dispose();
  }
}
