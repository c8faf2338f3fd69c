// A broker that lets its clients go to another one before it ends (SIGTERM).
import assert from 'node:assert/strict';
import net from 'node:net';
import { open as openPython, packages as python } from './aiocometd.mjs';
import { open as openJava, driver as javaDriver } from './java.mjs';
import { until } from './support/wait.mjs';

const window = 2_000;
const pairs = 4;

async function openCometd(version, url, transport) {
  const { CometdClient } = await import('./support/cometd_client.mjs');
  return CometdClient.open(version, url, { transports: [transport] });
}

async function openFaye(url, transport) {
  const { FayeClient } = await import('./support/faye_client.mjs');
  return FayeClient.open(url, { transport });
}

function refuses(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(socket.destroy() && false));
    socket.on('error', () => resolve(true));
  });
}

/** Publishes again and again, counting what the broker has confirmed. */
class Publisher {
  confirmed = [];
  failed = 0;
  stopped = false;

  constructor(client, channel) {
    this.done = this.#publish(client, channel);
  }

  async #publish(client, channel) {
    for (let n = 0; !this.stopped; n += 1) {
      try {
        await client.publish(channel, n);
        this.confirmed.push(n);
      } catch {
        this.failed += 1;
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async stop() {
    this.stopped = true;
    await this.done;
  }
}

/**
 * Clients come to a broker by a switch, which then leads to its successor. They are back there by themselves, spread
 * over the window, and have missed nothing of what the first broker had for them.
 */
async function drained(scene, open, path) {
  const first = await scene.halley({ drain: { window: `${window}ms` } });
  const listeners = [];
  for (let n = 0; n < pairs; n += 1) {
    // Of its own, since Node's clients use the connections to one port in common, as the tabs of a browser do.
    const proxy = await scene.proxy(first);
    const client = await scene.use(open(proxy.url(path)));
    const got = [];
    await client.keepSubscribed('/room', (data) => got.push(data));
    listeners.push({ client, got, proxy, before: client.id });
  }
  // It does not go by the switch, and stays with the first broker for as long as that lets it.
  const speaker = await scene.use(open(first.url(path)));
  const publisher = new Publisher(speaker, '/room');
  await until('some events', () => listeners.every(({ got }) => got.length > 3));

  const successor = await scene.halley();
  for (const { proxy } of listeners) proxy.target = successor.port;
  const begin = Date.now();
  const ended = first.drain();
  const returns = await Promise.all(
    listeners.map(async (listener) => {
      await until('a new session', () => listener.client.handshakes === 2);
      listener.heard = listener.got.length;
      return Date.now() - begin;
    }),
  );
  await until('the renewed subscriptions', () => listeners.every(({ client }) => client.subscriptions === 2));
  await publisher.stop();
  await ended;

  // Each shard spreads its own sessions evenly.
  returns.sort((a, b) => a - b);
  const spread = scene.shards === 1 ? window / pairs : window / 100;
  assert.ok(returns.at(-1) - returns[0] > spread, `they came back after ${returns}`);
  for (const { client, got, heard, before } of listeners) {
    assert.notEqual(client.id, before);
    // In order, and without a gap, up to the end of the session.
    assert.deepEqual(got.slice(0, heard), Array.from({ length: heard }, (_, n) => got[0] + n));
  }
  const fresh = await scene.use(open(successor.url(path)));
  const marks = listeners.map(({ got }) => got.length);
  await fresh.publish('/room', 'welcome');
  await until('an event of the successor', () => listeners.every(({ got }, n) => got.length > marks[n]));
  for (const { got } of listeners) assert.equal(got.at(-1), 'welcome');
}

/** The same port: the successor listens there as soon as the first broker does not any more. */
async function replaced(scene, open, path) {
  const first = await scene.halley({ drain: { window: `${window}ms` } });
  const client = await scene.use(open(first.url(path)));
  const got = [];
  await client.keepSubscribed('/room', (data) => got.push(data));
  await client.publish('/room', 'before');
  await until('an event', () => got.length === 1);
  const ended = first.drain();
  await until('the port to be free', () => refuses(first.port));
  const successor = await scene.halley({ port: first.port });
  await until('a new session', () => client.handshakes === 2);
  await until('the renewed subscription', () => client.subscriptions === 2);
  await ended;
  await client.publish('/room', 'after');
  await until('an event of the successor', () => got.length === 2);
  assert.deepEqual(got, ['before', 'after']);
  assert.equal(successor.port, first.port);
}

const transports = ['websocket', 'long-polling'];
const scenarios = [
  ['drained broker, successor behind a switch', drained],
  ['drained broker, successor on its port', replaced],
];

function casesOf(client, shards, transport, open, path, needs) {
  return scenarios.map(([title, scenario]) => ({
    name: `${client} ${transport}, ${shards} shard${shards > 1 ? 's' : ''}: ${title}`,
    shards,
    run: (scene) => scenario(scene, open, path),
    needs,
  }));
}

const java = javaDriver('9.0.0');

export const cases = transports.flatMap((transport) => [
  ...[7, 9].flatMap((version) =>
    [1, 4].flatMap((shards) =>
      casesOf(`cometd ${version}`, shards, transport, (url) => openCometd(version, url, transport), '/cometd'),
    ),
  ),
  ...casesOf('faye', 1, transport, (url) => openFaye(url, transport), '/faye'),
  ...casesOf('cometd-java 9.0.0', 1, transport, (url) => openJava(java, url, { transport }), '/cometd', java),
  ...casesOf('aiocometd', 1, transport, (url) => openPython(url, transport), '/cometd', python),
]);
