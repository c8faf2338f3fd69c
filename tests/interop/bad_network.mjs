import assert from 'node:assert/strict';
import { basics, thousand } from './support/scenarios.mjs';
import { patience, until } from './support/wait.mjs';

const path = '/cometd';

async function open(version, url, options) {
  const { CometdClient } = await import('./support/cometd_client.mjs');
  return CometdClient.open(version, url, options);
}

async function roughly(scene, scenario, [version, transport], conditions) {
  const rough = {
    use: (promise) => scene.use(promise),
    async halley() {
      const proxy = await scene.proxy(await scene.halley());
      // In Node, `cometd` decodes a response chunk by chunk, which harms characters at their borders.
      Object.assign(proxy.conditions, conditions, { wholeAnswers: transport === 'long-polling' });
      return proxy;
    },
  };
  await scenario(rough, (url) => open(version, url, { transports: [transport] }), path);
}

/**
 * Alice on a good network; behind a proxy bob who listens to her, and carol whom she listens to: one that long-polls
 * and does both gets events on two answers at a time, in any order.
 */
async function people(scene, [version, transport], extensions = []) {
  const broker = await scene.halley();
  const proxy = await scene.proxy(broker);
  const alice = await scene.use(open(version, broker.url(path), { transports: [transport] }));
  const bob = await scene.use(open(version, proxy.url(path), { transports: [transport], extensions }));
  const carol = await scene.use(open(version, proxy.url(path), { transports: [transport] }));
  const heard = { alice: [], bob: [] };
  await alice.subscribe('/to/alice', (n) => heard.alice.push(n));
  await bob.subscribe('/to/bob', (n) => heard.bob.push(n));
  return { proxy, alice, bob, carol, heard };
}

const count = (from, to) => Array.from({ length: to - from }, (_, index) => from + index);

function ascends(numbers, what) {
  const wrong = numbers.findIndex((n, index) => index > 0 && n <= numbers[index - 1]);
  assert.equal(wrong, -1, `${what}: ${numbers.slice(Math.max(0, wrong - 2), wrong + 1)} are not in order`);
}

/** Publishes numbers without waiting for replies, of which many fail when the connection does. */
function speak(client, channel, numbers) {
  const confirmed = [];
  const settled = numbers.map((n) => client.publish(channel, n).then(() => confirmed.push(n), () => {}));
  return { confirmed, settled: Promise.all(settled) };
}

/** Each harms what the proxy carries; some leave a second half for when more was sent. */
const harms = [
  (proxy) => proxy.cut(),
  (proxy) => proxy.cut({ reset: true }),
  (proxy) => proxy.halfClose('broker'),
  (proxy) => proxy.halfClose('client'),
  (proxy) => {
    // What the broker writes from now on fills buffers, and nobody will ever read it.
    proxy.conditions.stall();
    return async () => {
      await proxy.cut({ reset: true });
      proxy.conditions.release();
    };
  },
];

/**
 * Harms what the proxy carries again and again while alice, who says 1000 numbers at least, and carol publish.
 * Returns how many alice published and the ranges of them that were under way when something broke.
 */
async function harmful({ proxy, alice, bob, carol, heard }, rounds) {
  const each = 500 / rounds;
  const ranges = [];
  const confirmed = [];
  let next = 0;
  for (let round = 0; round < rounds; round += 1) {
    const from = next;
    next += each;
    const toBob = speak(alice, '/to/bob', count(from, next));
    const toAlice = speak(carol, '/to/alice', count(from, next));
    await until('some to arrive', () => heard.bob.at(-1) >= from + (round % 7) || heard.alice.at(-1) >= from);
    const secondHalf = await harms[round % harms.length](proxy);
    await toBob.settled;
    await secondHalf?.();
    proxy.resume();

    // What arrives now has come by a new connection, so whatever follows it must arrive, too.
    const { length } = toBob.confirmed;
    assert.equal(length, each);
    const mended = () => heard.bob.at(-1) >= from + each;
    const end = Date.now() + patience;
    while (!mended() && Date.now() < end) {
      await alice.publish('/to/bob', next);
      next += 1;
      await until('it to arrive', mended, 100).catch(() => {});
    }
    ranges.push([from, next]);
    await toAlice.settled;
    confirmed.push(...toAlice.confirmed);

    const calm = count(next, next + each);
    next += each;
    await speak(alice, '/to/bob', calm).settled;
    await until(() => `${calm.at(-1)} after ${heard.bob.slice(-3)}`, () => heard.bob.at(-1) === calm.at(-1));
  }
  // What was confirmed had reached the broker, and alice's own network is good.
  await until('what was confirmed to carol', () => confirmed.every((n) => heard.alice.includes(n)));
  ascends(heard.bob, 'what bob heard');
  ascends(heard.alice, 'what alice heard');
  for (const client of [alice, bob, carol]) assert.equal(client.handshakes, 1);
  return { ranges, published: next };
}

async function losesLittle(scene, kind) {
  const scenario = await people(scene, kind);
  const { ranges, published } = await harmful(scenario, 10);
  const heard = new Set(scenario.heard.bob);
  const missing = count(0, published).filter((n) => !heard.has(n));
  const strange = missing.filter((n) => !ranges.some(([from, to]) => n >= from && n < to));
  assert.deepEqual(strange, [], 'lost although nothing happened to the connection');
}

async function losesNothing(scene, kind) {
  const scenario = await people(scene, kind, ['AckExtension']);
  if (scenario.bob.handshakeReply.ext?.ack !== true) throw new Error('the broker does not acknowledge');
  const { published } = await harmful(scenario, 20);
  assert.deepEqual(scenario.heard.bob, count(0, published));
}

/** Nothing breaks, but several times nothing moves, not even for a client that opens just then. */
async function stalls(scene, [version, transport]) {
  const { proxy, alice, bob, carol, heard } = await people(scene, [version, transport]);
  const publishes = [];
  for (let round = 0; round < 5; round += 1) {
    proxy.conditions.stall();
    let late;
    const opening = scene.use(open(version, proxy.url(path), { transports: [transport] }));
    const opened = opening.then((client) => {
      late = client;
    });
    const numbers = count(round * 200, (round + 1) * 200);
    publishes.push(speak(carol, '/to/alice', numbers));
    const spoken = speak(alice, '/to/bob', numbers);
    await spoken.settled;
    assert.equal(spoken.confirmed.length, 200);
    assert.equal(late, undefined);
    assert.ok(heard.alice.length <= round * 200);
    proxy.conditions.release();
    await opened;
    await late.disconnect();
  }
  const all = count(0, 1000);
  await until(() => `all, got ${heard.bob.length}`, () => heard.bob.length >= 1000 && heard.alice.length >= 1000);
  await Promise.all(publishes.map(({ settled }) => settled));
  assert.deepEqual(heard, { alice: all, bob: all });
  for (const client of [bob, carol]) assert.equal(client.handshakes, 1);
}

const kinds = [
  [9, 'websocket', 1],
  [9, 'websocket', 4],
  [9, 'long-polling', 1],
  [9, 'long-polling', 4],
  [7, 'websocket', 1],
  [7, 'long-polling', 1],
];

export const cases = kinds.flatMap(([version, transport, shards]) => {
  const kind = [version, transport];
  const name = `cometd ${version} ${transport}, ${shards} shard${shards > 1 ? 's' : ''}, bad network`;
  return [
    { title: 'a few bytes at a time, handshake to disconnect', run: (s) => roughly(s, basics, kind, { trickle: 3 }) },
    { title: '1000 messages, a few bytes at a time', run: (s) => roughly(s, thousand, kind, { trickle: 16 }) },
    { title: '1000 messages, each chunk delayed', run: (s) => roughly(s, thousand, kind, { delay: 3 }) },
    { title: '1000 messages while the connection stalls', run: (s) => stalls(s, kind) },
    { title: '1000 messages, losses only where it was cut', run: (s) => losesLittle(s, kind) },
    { title: '1000 messages, none lost by cuts with acknowledgements', run: (s) => losesNothing(s, kind) },
  ].map(({ title, ...rest }) => ({ name: `${name}: ${title}`, shards, ...rest }));
});
