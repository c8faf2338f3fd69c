import assert from 'node:assert/strict';
import { basics, scenarios, thousand } from './support/scenarios.mjs';
import { until } from './support/wait.mjs';

const every = ['websocket', 'long-polling', 'cross-origin-long-polling', 'callback-polling', 'eventsource'];

/** The transports that the broker must have for the page's: Faye handshakes by one that it then leaves. */
const needed = (transport) => ({ transports: ['websocket', 'long-polling'].includes(transport) ? undefined : every });

/** The scene of a browser: all of the broker is reached through the server that the page comes from. */
async function behindPage(scene, bayeux = {}) {
  const { WebServer } = await import('./support/web_server.mjs');
  const serve = (broker) => scene.use(new WebServer(broker.port).start());
  return {
    use: (promise) => scene.use(promise),
    proxy: serve,
    origin: (url) => url,
    async halley() {
      const broker = await scene.halley({ bayeux });
      const web = await serve(broker);
      return { web, port: broker.port, url: (name) => web.url(name), restart: (signal) => broker.restart(signal) };
    },
  };
}

/** The same with a page of another origin, which the broker's configuration allows. */
async function besidePage(scene) {
  const { WebServer } = await import('./support/web_server.mjs');
  const web = await scene.use(new WebServer().start());
  const security = { allowed_origins: [new URL(web.url('/')).origin] };
  return {
    use: (promise) => scene.use(promise),
    proxy: (broker) => scene.proxy(broker),
    origin: () => web.url('/'),
    halley: () => scene.halley({ bayeux: { transports: every }, security }),
  };
}

async function run(scene, scenario, library, transport, crossOrigin) {
  const { BrowserClient, startBrowser } = await import('./support/browser_client.mjs');
  const browser = await startBrowser(scene);
  const place = crossOrigin ? await besidePage(scene) : await behindPage(scene, needed(transport));
  const open = (url) => BrowserClient.open(browser, url, { library, transport, origin: place.origin(url) });
  await scenario(place, open, `/${library}`);
}

/** RLD-01, with a page that the browser really loads again. */
async function reloads(scene, transport) {
  const { BrowserClient, startBrowser } = await import('./support/browser_client.mjs');
  const browser = await startBrowser(scene);
  const broker = await (await behindPage(scene)).halley();
  const open = (extensions) => BrowserClient.open(browser, broker.url('/cometd'), { transport, extensions });
  const alice = await scene.use(open([]));
  const bob = await scene.use(open(['ReloadExtension']));
  const { id } = bob;
  const got = [];
  const listen = () => bob.subscribe('/room', (data) => got.push(data));
  await listen();
  for (const page of [1, 2, 3]) {
    await alice.publish('/room', page);
    await until(() => `an event in page ${page}`, () => bob.received.length === page);
    // No page that was there before hears it, and this one listens only now.
    assert.deepEqual(got, [1]);
    assert.equal(bob.handshakes, page);
    if (page < 3) await bob.reload();
    assert.equal(bob.id, id);
  }
  await listen();
  await alice.publish('/room', 4);
  await until('an event for the new listener', () => got.length === 2);
  assert.deepEqual(got, [1, 4]);
  await bob.disconnect();
}

async function stranger(scene, transport) {
  const { BrowserClient, startBrowser } = await import('./support/browser_client.mjs');
  const browser = await startBrowser(scene);
  const { web } = await (await behindPage(scene)).halley();
  const url = `http://localhost:${web.port}/cometd`;
  const client = await scene.use(BrowserClient.open(browser, url, { transport, origin: web.url('/'), mayFail: true }));
  await until('a refused handshake', () => client.refused > 0);
  assert.equal(client.handshakes, 0);
  if (transport === 'websocket') assert.ok(web.upgrades > 0);
}

/** That some origin is allowed opens the broker to no other, whatever the transport. */
async function otherStranger(scene, transport) {
  const { BrowserClient, startBrowser } = await import('./support/browser_client.mjs');
  const { WebServer } = await import('./support/web_server.mjs');
  const browser = await startBrowser(scene);
  const broker = await (await besidePage(scene)).halley();
  const web = await scene.use(new WebServer().start());
  const options = { transport, origin: web.url('/'), mayFail: true };
  const client = await scene.use(BrowserClient.open(browser, broker.url('/cometd'), options));
  await until('a refused handshake', () => client.refused > 0);
  assert.equal(client.handshakes, 0);
}

/** The page of the documentation, which uses no library. */
async function example(scene) {
  const { startBrowser } = await import('./support/browser_client.mjs');
  const browser = await startBrowser(scene);
  const broker = await (await behindPage(scene, { transports: ['long-polling', 'eventsource'] })).halley();
  const page = await browser.newPage();
  await page.goto(broker.web.url('/page/event_source'));
  const say = async (text) => {
    await page.waitForSelector('button:enabled');
    await page.fill('input', text);
    await page.click('button');
    await page.waitForSelector(`li:text-is("${text}")`);
  };
  await say('one');
  await say('two');
  await broker.restart('SIGTERM');
  // The page has lost its session, and makes another.
  await page.waitForSelector('button:disabled');
  await say('three');
}

const first = scenarios.slice(0, 1);
const steady = scenarios.filter(([, scenario]) => [basics, thousand].includes(scenario));
const matrix = [
  ['cometd', 'websocket', scenarios],
  ['cometd', 'long-polling', scenarios],
  ['cometd', 'callback-polling', steady],
  ['faye', 'websocket', steady],
  ['faye', 'long-polling', steady],
  ['faye', 'eventsource', scenarios],
];
const crossOriginMatrix = [
  ['cometd', 'websocket', first],
  ['cometd', 'long-polling', scenarios],
  ['cometd', 'callback-polling', scenarios],
  ['faye', 'websocket', first],
  ['faye', 'cross-origin-long-polling', scenarios],
  ['faye', 'callback-polling', scenarios],
];

export const cases = [
  ...matrix.flatMap(([library, transport, chosen]) =>
    chosen.map(([title, scenario]) => ({
      name: `${library} in chromium, ${transport}: ${title}`,
      shards: 1,
      run: (scene) => run(scene, scenario, library, transport, false),
    })),
  ),
  ...crossOriginMatrix.flatMap(([library, transport, chosen]) =>
    chosen.map(([title, scenario]) => ({
      name: `${library} in chromium, another origin, ${transport}: ${title}`,
      shards: 1,
      run: (scene) => run(scene, scenario, library, transport, true),
    })),
  ),
  { name: 'the example page in chromium, eventsource', shards: 1, run: example },
  ...['websocket', 'long-polling'].map((transport) => ({
    name: `cometd in chromium, ${transport}: ReloadExtension, the page is loaded again`,
    shards: 1,
    run: (scene) => reloads(scene, transport),
  })),
  ...['websocket', 'long-polling'].map((transport) => ({
    name: `cometd in chromium, ${transport}: a page of another origin is refused`,
    shards: 1,
    run: (scene) => stranger(scene, transport),
  })),
  ...['websocket', 'long-polling'].map((transport) => ({
    name: `cometd in chromium, ${transport}: a page of an origin that is not the allowed one is refused`,
    shards: 1,
    run: (scene) => otherStranger(scene, transport),
  })),
];
