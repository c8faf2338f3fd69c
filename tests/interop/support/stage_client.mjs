import { readFileSync } from 'node:fs';
import { Page, resolveScript } from './page.mjs';
import { until } from './wait.mjs';

const script = readFileSync(resolveScript('nodefony-stage/dist/stage6.js'), 'utf8');

/** `stage.realtime`, Nodefony's client of 2014 to 2020, in a page of jsdom. */
export class StageClient {
  events = [];
  messages = [];
  acknowledged = [];
  errors = [];
  subscribed = {};
  unsubscribed = [];
  connects = [];
  handshakes = [];
  closes = 0;

  static async open(url) {
    const client = new StageClient();
    await client.#start(url);
    return client;
  }

  async #start(url) {
    this.page = new Page(url);
    this.page.window.eval(script);
    const mark = (name, action = () => {}) => (...args) => {
      this.events.push(name);
      action(...args);
    };
    this.realtime = new this.page.window.stage.realtime(url, {
      onAuthorized: mark('authorized'),
      onHandshake: mark('handshake', (message) => this.handshakes.push(message)),
      onConnect: mark('connect', (message) => this.connects.push(message)),
      onSubscribe: mark('subscribe', (service, message) => {
        this.subscribed[service] = message;
      }),
      onMessage: (service, data) => {
        // What it calls a message without a service is the acknowledgement of a publish.
        if (typeof service === 'number') this.acknowledged.push([service, data]);
        else this.messages.push([service, data]);
      },
      onUnSubscribe: mark('unsubscribe', (service) => {
        delete this.subscribed[service];
        this.unsubscribed.push(service);
      }),
      onError: (...error) => this.errors.push(error),
      onDisconnect: mark('disconnect'),
      onClose: mark('close', () => {
        this.closes += 1;
        this.subscribed = {};
      }),
    });
    this.realtime.start();
    await this.connected(1);
  }

  connected(times) {
    return until(`connect ${times}`, () => this.connects.length === times);
  }

  get services() {
    return this.realtime.services;
  }

  subscribe(name, data) {
    this.realtime.subscribe(name, data);
  }

  send(name, data) {
    return this.realtime.sendMessage(name, data);
  }

  unsubscribe(name) {
    this.realtime.unSubscribe(name);
  }

  stop() {
    this.realtime.stop();
  }

  dispose() {
    this.page.dispose();
  }
}
