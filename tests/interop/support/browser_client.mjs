import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { RemoteClient } from './remote_client.mjs';

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

/** Headless Chromium; skips the case when there is none. */
export async function startBrowser(scene) {
  if (!existsSync(executablePath)) scene.skip(`no ${executablePath}`);
  const browser = await chromium.launch({ executablePath, args });
  scene.defer(() => browser.close());
  return browser;
}

// See FayeClient; forms and the addresses of scripts hold less, as they are encoded.
const fayeWindow = {
  websocket: 12,
  eventsource: 12,
  'long-polling': 12,
  'cross-origin-long-polling': 8,
  'callback-polling': 8,
};

/** A `cometd` or `faye` in a page of Chromium. */
export class BrowserClient extends RemoteClient {
  #given;

  /** The page comes from `origin`, which is that of `url` unless a test wants to be a stranger. */
  static async open(browser, url, options) {
    const { library = 'cometd', transport, extensions = [], origin = url, mayFail = false } = options;
    const client = new BrowserClient();
    client.window = library === 'faye' ? fayeWindow[transport] : 100;
    // A context is a browser with cookies of its own.
    client.context = await browser.newContext();
    client.page = await client.context.newPage();
    await client.page.exposeFunction('tell', (news) => news.forEach(([name, value]) => client.hear(name, value)));
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

  call(...given) {
    return this.page.evaluate(([name, ...rest]) => window.client[name](...rest), given);
  }

  dispose() {
    return this.context.close();
  }

  async #open() {
    await this.page.waitForFunction(() => window.ready);
    await this.open(...this.#given);
    const [, transport] = this.#given;
    await this.page.waitForFunction((type) => window.client.transport() === type, transport);
    this.transport = transport;
  }
}
