import assert from 'node:assert/strict';
import { basics, scenarios, thousand } from './support/scenarios.mjs';
import { until } from './support/wait.mjs';

/** The scene of a browser: all of the broker is reached through the server that the page comes from. */
async function behindPage(scene, bayeux = {}) {
  const { WebServer } = await import('./support/web_server.mjs');
  const serve = (broker) => scene.use(new WebServer(broker.port).start());
  return {
    use: (promise) => scene.use(promise),
    proxy: serve,
    async halley() {
      const broker = await scene.halley({ bayeux });
      const web = await serve(broker);
      return { web, port: broker.port, url: (name) => web.url(name), restart: (signal) => broker.restart(signal) };
    },
  };
}

async function run(scene, scenario, library, transport) {
  const { BrowserClient, startBrowser } = await import('./support/browser_client.mjs');
  const browser = await startBrowser(scene);
  const open = (url) => BrowserClient.open(browser, url, { library, transport });
  const usual = ['websocket', 'long-polling'];
  const bayeux = usual.includes(transport) ? {} : { transports: [...usual, transport] };
  await scenario(await behindPage(scene, bayeux), open, `/${library}`);
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

/** The page comes from a server of its own, whose origin the broker allows. */
async function guest(scene, scenario, transport) {
  const { BrowserClient, startBrowser } = await import('./support/browser_client.mjs');
  const { WebServer } = await import('./support/web_server.mjs');
  const browser = await startBrowser(scene);
  const web = await scene.use(new WebServer(0).start());
  const origin = new URL(web.url('/')).origin;
  // Faye's handshake is by callback-polling there.
  const config = { bayeux: { transports: [transport, 'callback-polling'] } };
  const open = (url) => BrowserClient.open(browser, url, { library: 'faye', transport, origin: web.url('/') });
  const visited = {
    use: (promise) => scene.use(promise),
    halley: () => scene.halley({ ...config, security: { allowed_origins: [origin] } }),
  };
  await scenario(visited, open, '/faye');
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

const steady = scenarios.filter(([, scenario]) => [basics, thousand].includes(scenario));
const matrix = [
  ['cometd', 'websocket', scenarios],
  ['cometd', 'long-polling', scenarios],
  ['cometd', 'callback-polling', steady, { reason: 'no callback-polling', fails: /"callback-polling" is unknown/ }],
  ['faye', 'websocket', steady],
  ['faye', 'eventsource', steady, { reason: 'no eventsource', fails: /"eventsource" is unknown/ }],
];

export const cases = [
  ...matrix.flatMap(([library, transport, chosen, todo]) =>
    chosen.map(([title, scenario]) => ({
      name: `${library} in chromium, ${transport}: ${title}`,
      shards: 1,
      todo,
      run: (scene) => run(scene, scenario, library, transport),
    })),
  ),
  ...steady.map(([title, scenario]) => ({
    name: `faye in chromium, cross-origin-long-polling: ${title}`,
    shards: 1,
    run: (scene) => guest(scene, scenario, 'cross-origin-long-polling'),
  })),
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
];
