import assert from 'node:assert/strict';
import { redelivery } from './support/scenarios.mjs';
import { until } from './support/wait.mjs';

const path = '/cometd';

async function open([version, transport], url, options) {
  const { CometdClient } = await import('./support/cometd_client.mjs');
  return CometdClient.open(version, url, { transports: [transport], ...options });
}

/** ACK-01, ACK-03: batches are numbered from 1; a reply that was lost leaves a gap, and no number comes twice. */
async function acknowledges(scene, kind) {
  const bob = await redelivery(scene, (url, options) => open(kind, url, options), path);
  const connects = bob.incoming.filter(({ channel, successful }) => channel === '/meta/connect' && successful);
  const acks = connects.map(({ ext }) => ext?.ack);
  assert.equal(acks[0], 1);
  acks.forEach((ack, index) => assert.ok(index === 0 || ack > acks[index - 1], `batches ${acks}`));
}

/** TSY-01 to 05: the offset of a clock from itself is zero, however long connects were held. */
async function tellsTime(scene, kind) {
  const hold = 1000;
  const broker = await scene.halley({ bayeux: { timeout: `${hold}ms` } });
  const client = await scene.use(open(kind, broker.url(path), { extensions: ['TimeSyncExtension'] }));
  const samples = () => client.incoming.filter(({ ext }) => ext?.timesync);
  const extension = client.extensions.TimeSyncExtension;
  await until("an answer with the broker's time", () => samples().length > 0, 5000);
  for (let n = 0; n < 5; n += 1) await client.unsubscribe(await client.subscribe(`/room/${n}`, () => {}));
  await until('the end of three connects that were held', () => client.connects >= 4);

  for (const { channel, arrived, ext: { timesync } } of samples()) {
    const { tc, ts, p } = timesync;
    const what = `${channel} at ${arrived}: ${JSON.stringify(timesync)}`;
    for (const value of [tc, ts, p]) assert.ok(Number.isInteger(value), what);
    // Both read one clock, each of them rounding.
    assert.ok(tc - 1 <= ts && ts + p <= arrived + 2 && p >= 0, what);
  }
  const held = samples().filter(({ channel, ext }) => channel === '/meta/connect' && ext.timesync.p > hold / 2);
  // TSY-03: a client whose clock is right already is told nothing more.
  if (extension.getNetworkLag() === 0) assert.ok(held.length > 0, 'the time that a connect is held is processing time');
  // Offsets are averages of what lies within the lag of a sample.
  const largest = Math.max(...samples().map(({ arrived, ext: { timesync: { tc, p } } }) => (arrived - tc - p) / 2));
  assert.ok(Math.abs(extension.getTimeOffset()) <= largest + 2, `offset ${extension.getTimeOffset()} of ${largest}`);
  assert.ok(extension.getNetworkLag() <= largest + 2);
}

const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** TST-01: the broker dates what it sends, and keeps the client's own idea of time to itself. */
async function dates(scene, kind) {
  const started = Date.now();
  const broker = await scene.halley({ bayeux: { extensions: ['timestamp'] } });
  const client = await scene.use(open(kind, broker.url(path), { extensions: ['TimeStampExtension'] }));
  const got = [];
  await client.subscribe('/room', (data) => got.push(data));
  await client.publish('/room', { timestamp: 'mine' });
  await until('the own event', () => got.length === 1);
  await client.disconnect();
  assert.deepEqual(got, [{ timestamp: 'mine' }]);
  const channels = new Set(client.incoming.map(({ channel }) => channel));
  for (const name of ['handshake', 'connect', 'subscribe', 'disconnect']) assert.ok(channels.has(`/meta/${name}`));
  for (const message of client.incoming) {
    const { timestamp } = message;
    assert.match(timestamp, iso, JSON.stringify(message));
    const time = Date.parse(timestamp);
    assert.ok(started - 1 <= time && time <= Date.now() + 1, `${timestamp} is not now`);
  }
}

/** RLD-01: a page that was loaded again goes on with the session of the one before. */
async function reloads(scene, kind) {
  const broker = await scene.halley();
  const alice = await scene.use(open(kind, broker.url(path)));
  const stored = new Map();
  // The session storage of a tab, which a reload does not end.
  const sessionStorage = {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => stored.set(key, value),
    removeItem: (key) => stored.delete(key),
  };
  const options = { extensions: ['ReloadExtension'], sessionStorage };
  const first = await scene.use(open(kind, broker.url(path), options));
  const before = [];
  await first.subscribe('/room', (data) => before.push(data));
  await alice.publish('/room', 1);
  await until('an event', () => before.length === 1);
  first.cometd.reload();
  assert.equal(stored.size, 1);

  const second = await scene.use(open(kind, broker.url(path), { ...options, sameBrowserAs: first }));
  assert.equal(second.handshakeReply.ext?.reload, true);
  assert.equal(second.id, first.id);
  assert.equal(second.transport, kind[1]);
  // The broker still has the subscription: an event comes before the new page subscribes.
  await alice.publish('/room', 2);
  await until('an event in the new page', () => second.received.length === 1);
  const after = [];
  await second.subscribe('/room', (data) => after.push(data));
  await alice.publish('/room', 3);
  await until('an event for its own listener', () => after.length === 1);
  assert.deepEqual([before, second.received.map(({ data }) => data), after], [[1], [2, 3], [3]]);
  await second.disconnect();
}

const lengths = [...Array.from({ length: 10 }, (_, n) => n), 63, 64, 65, 1024];
const bytesOf = (length) => Uint8Array.from({ length }, (_, n) => (n * 151 + length * 7 + (n >> 8)) & 0xff);

/** BIN-01 to 03: bytes arrive as they left, whatever the broker thinks of them. */
async function binary(scene, kind) {
  const broker = await scene.halley();
  const alice = await scene.use(open(kind, broker.url(path), { extensions: ['BinaryExtension'] }));
  const bob = await scene.use(open(kind, broker.url(path), { extensions: ['BinaryExtension'] }));
  const got = [];
  await bob.subscribe('/bytes', (data) => got.push(data));
  const forms = [
    (bytes) => bytes.buffer,
    (bytes) => bytes,
    (bytes) => new DataView(bytes.buffer),
    (bytes) => new Int8Array(bytes.buffer),
  ];
  const sent = [];
  for (const form of forms) {
    for (const length of lengths) {
      const last = sent.length % 2 === 0;
      sent.push({ bytes: bytesOf(length), last, meta: { length } });
      await alice.publishBinary('/bytes', form(bytesOf(length)), last, { length });
    }
  }
  await until(() => `${sent.length} messages, got ${got.length}`, () => got.length >= sent.length);
  const arrived = got.map(({ data, last, meta }) => ({ bytes: new Uint8Array(data), last, meta }));
  assert.deepEqual(arrived, sent);
}

const titles = [
  ['AckExtension, batches and redelivery', acknowledges],
  ['TimeSyncExtension', tellsTime],
  ['TimeStampExtension', dates],
  ['ReloadExtension', reloads],
  ['BinaryExtension', binary],
];

export const cases = [9, 8, 7].flatMap((version) =>
  ['websocket', 'long-polling'].flatMap((transport) =>
    titles.map(([title, run]) => ({
      name: `cometd ${version} ${transport}, 1 shard: ${title}`,
      shards: 1,
      run: (scene) => run(scene, [version, transport]),
    })),
  ),
);
