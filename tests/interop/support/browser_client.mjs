import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { must } from './reply.mjs';
import { until } from './wait.mjs';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const args = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

// A form says the same in more bytes.
const fayeWindow = (transport) => (transport === 'cross-origin-long-polling' ? 4 : 12);

/** Headless Chromium; skips the case when there is none. */
export async function startBrowser(scene) {
  if (!existsSync(executablePath)) scene.skip(`no ${executablePath}`);
  const browser = await chromium.launch({ executablePath, args });
  scene.defer(() => browser.close());
  return browser;
}

/** A `cometd` or `faye` in a page of Chromium, behind the face that the scenarios use for every kind of client. */
export class BrowserClient {
  received = [];
  handshakes = 0;
  subscriptions = 0;
  refused = 0;
  connected = false;
  disconnected = false;
  #listeners = [];
  #given;

  /** The page comes from `origin`, which is that of `url` unless a test wants to be a stranger. */
  static async open(browser, url, options) {
    const { library = 'cometd', transport, extensions = [], origin = url, mayFail = false } = options;
    const client = new BrowserClient();
    // See FayeClient.
    client.window = library === 'faye' ? fayeWindow(transport) : 100;
    // A context is a browser with cookies of its own.
    client.context = await browser.newContext();
    client.page = await client.context.newPage();
    await client.page.exposeFunction('tell', (news) => news.forEach(([name, value]) => client.#hear(name, value)));
    await client.page.goto(new URL(`/page/${library}`, origin).href);
    client.#given = [url, transport, extensions];
    const opened = client.#open();
    if (mayFail) opened.catch(() => {});
    else await opened;
    return client;
  }

  /** Loads the page anew, which knows nothing of what there was but by its session storage. */
  async reload() {
    this.connected = false;
    await this.page.reload();
    await this.#open();
  }

  async #open() {
    await this.page.waitForFunction(() => window.ready);
    must('handshake', await this.page.evaluate((given) => window.client.open(...given), this.#given));
    await until('the first connect', () => this.connected);
    const [, transport] = this.#given;
    await this.page.waitForFunction((type) => window.client.transport() === type, transport);
    this.transport = transport;
  }

  async subscribe(channel, listener) {
    const key = this.#listeners.push(listener) - 1;
    const given = [channel, key];
    must(`subscribe ${channel}`, await this.page.evaluate((each) => window.client.subscribe(...each), given));
    return key;
  }

  async keepSubscribed(channel, listener) {
    const given = [channel, this.#listeners.push(listener) - 1];
    must(`subscribe ${channel}`, await this.page.evaluate((each) => window.client.keepSubscribed(...each), given));
  }

  async unsubscribe(key) {
    must('unsubscribe', await this.page.evaluate((given) => window.client.unsubscribe(given), key));
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
    must('disconnect', await this.page.evaluate(() => window.client.disconnect()));
    this.disconnected = true;
  }

  dispose() {
    return this.context.close();
  }

  async #publish(messages, together) {
    const replies = await this.page.evaluate((given) => window.client.publish(...given), [messages, together]);
    for (const reply of replies) must('publish', reply);
  }

  #hear(name, value) {
    if (name === 'event') this.#listeners[value.key](value.data, value.channel);
    else if (name === 'received') this.received.push(value);
    else if (name === 'connect') this.connected = value.successful;
    else if (!value.successful) this.refused += 1;
    else if (name === 'subscribe') this.subscriptions += 1;
    else {
      this.handshakes += 1;
      this.id = value.clientId;
    }
  }
}
