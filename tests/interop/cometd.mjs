import assert from 'node:assert/strict';
import { awkward, calculator, randomBackend, splitBackend } from './support/backends.mjs';
import { scenarios } from './support/scenarios.mjs';
import { until } from './support/wait.mjs';

const path = '/cometd';

async function open(version, url, options) {
  const { CometdClient } = await import('./support/cometd_client.mjs');
  return CometdClient.open(version, url, options);
}

const plural = (shards) => `${shards} shard${shards > 1 ? 's' : ''}`;

const common = [[7, 1], [8, 1], [9, 1], [9, 4]].flatMap(([version, shards]) =>
  ['websocket', 'long-polling'].flatMap((transport) =>
    scenarios.map(([title, scenario]) => ({
      name: `cometd ${version} ${transport}, ${plural(shards)}: ${title}`,
      shards,
      run: (scene) =>
        scenario(
          scene,
          async (url) => {
            const client = await open(version, url, { transports: [transport] });
            assert.equal(client.transport, transport);
            return client;
          },
          path,
        ),
    })),
  ),
);

const tcp = (port) => ({ type: 'tcp', domain: '127.0.0.1', port });

async function service(scene, transport) {
  const random = await scene.use(randomBackend());
  // In Node, `cometd` decodes a long response chunk by chunk, which harms characters at their borders.
  const big = transport === 'websocket' ? awkward.big : { r: 'u'.repeat(200_000) };
  const split = await scene.use(splitBackend(big));
  const broker = await scene.halley({ services: { random: tcp(random.port), split: tcp(split.port) } });
  const client = await scene.use(open(9, broker.url(path), { transports: [transport] }));
  const bystander = await scene.use(open(9, broker.url(path), { transports: [transport] }));
  await bystander.subscribe('/**', () => {});

  const got = [];
  const start = { data: JSON.stringify({ method: 'echo', params: ['subscribed'], id: 1 }) };
  const handle = await client.subscribe('/service/random', (data) => got.push(data), start);
  await client.publish('/service/random', JSON.stringify({ method: 'echo', params: [{ text: 'é' }], id: 'two' }));
  await until('the greeting and two answers', () => got.length === 3);
  assert.deepEqual(got, [
    'READY',
    { jsonrpc: '2.0', result: ['subscribed'], error: null, id: 1 },
    { jsonrpc: '2.0', result: [{ text: 'é' }], error: null, id: 'two' },
  ]);

  const pieces = [];
  await client.subscribe('/service/split', (data) => pieces.push(data), { data: 'go' });
  await until('the end of the pieces', () => pieces.at(-1)?.end);
  assert.deepEqual(pieces, [awkward.accents, ...awkward.several, big, { end: true }]);

  const call = { jsonrpc: '2.0', method: 'echo', params: ['called'], id: 'three' };
  const answer = await new Promise((resolve) => client.cometd.remoteCall('random', call, 20_000, resolve));
  assert.equal(answer.successful, true);
  assert.deepEqual(answer.data, { jsonrpc: '2.0', result: ['called'], error: null, id: 'three' });
  assert.equal(got.length, 3);

  await client.unsubscribe(handle);
  await until('the backend to see the end', () => random.sockets.size === 0);
  await client.disconnect();
  await until('the other backend to see the end', () => split.sockets.size === 0);
  assert.deepEqual(bystander.received, []);
}

async function sharedService(scene, transport) {
  const backend = await scene.use(calculator(6));
  const calc = { ...tcp(backend.port), framing: 'newline', shared: true };
  const broker = await scene.halley({ services: { calc } });
  const clients = [];
  for (let i = 0; i < 3; i += 1)
    clients.push(await scene.use(open(9, broker.url(path), { transports: [transport] })));
  const call = ({ cometd }, method, params, id) =>
    new Promise((resolve) => {
      cometd.remoteCall('calc', { jsonrpc: '2.0', method, params, id }, 20_000, resolve);
    });

  // The ids are the same for all three.
  const answers = await Promise.all(
    clients.flatMap((client, i) => [call(client, 'add', [i, 1], 1), call(client, 'add', [i, 10], 'ten')]),
  );
  for (const { successful } of answers) assert.equal(successful, true);
  assert.deepEqual(
    answers.map(({ data }) => data),
    [0, 1, 2].flatMap((i) => [
      { jsonrpc: '2.0', result: i + 1, id: 1 },
      { jsonrpc: '2.0', result: i + 10, id: 'ten' },
    ]),
  );

  const lost = await call(clients[0], 'end', [], 2);
  assert.equal(lost.successful, false);
  assert.deepEqual(lost.data, { jsonrpc: '2.0', error: { code: -32002, message: 'backend unavailable' }, id: 2 });
}

async function changesTransport(scene) {
  const broker = await scene.halley();
  const alice = await scene.use(open(9, broker.url(path), { transports: ['long-polling'] }));
  const mover = await scene.use(open(9, broker.url(path), { transports: ['long-polling'], later: ['websocket'] }));
  assert.equal(mover.transport, 'websocket');
  const got = [];
  await mover.subscribe('/room', (data) => got.push(data));
  await alice.publish('/room', 'over there');
  await until('an event', () => got.length === 1);
  assert.equal(mover.handshakes, 1);
  await mover.disconnect();
}

async function sharesBrowser(scene, bayeux = {}) {
  const broker = await scene.halley({ bayeux });
  const alice = await scene.use(open(9, broker.url(path), { transports: ['long-polling'] }));
  const bob = await scene.use(open(9, broker.url(path), { transports: ['long-polling'], sameBrowserAs: alice }));
  const advices = [];
  for (const { cometd } of [alice, bob]) cometd.addListener('/meta/connect', ({ advice }) => advices.push(advice));
  const got = { alice: [], bob: [] };
  await alice.subscribe('/room', (data) => got.alice.push(data));
  await bob.subscribe('/room', (data) => got.bob.push(data));
  for (const n of [1, 2, 3]) await alice.publish('/room', n);
  await until('the events', () => got.alice.length === 3 && got.bob.length === 3);
  assert.deepEqual(got, { alice: [1, 2, 3], bob: [1, 2, 3] });
  return advices;
}

async function isAdvised(scene) {
  const advices = await sharesBrowser(scene, { multi_session_interval: '200ms' });
  await until('the advice about several clients', () => advices.some((advice) => advice?.['multiple-clients']));
}

export const cases = [
  ...common,
  ...[1, 4].flatMap((shards) =>
    ['websocket', 'long-polling'].flatMap((transport) => [
      {
        name: `cometd 9 ${transport}, ${plural(shards)}: services, their JSON texts as values`,
        shards,
        run: (scene) => service(scene, transport),
      },
      {
        name: `cometd 9 ${transport}, ${plural(shards)}: remote calls to a backend that all share`,
        shards,
        run: (scene) => sharedService(scene, transport),
      },
    ]),
  ),
  ...[1, 4].map((shards) => ({
    name: `cometd 9, ${plural(shards)}: handshake by long-polling, then websocket`,
    shards,
    run: changesTransport,
  })),
  {
    name: 'cometd 9 long-polling, 1 shard: two sessions of one browser',
    shards: 1,
    run: (scene) => sharesBrowser(scene),
  },
  {
    name: 'cometd 9 long-polling, 1 shard: two sessions of one browser are advised to take turns',
    shards: 1,
    run: isAdvised,
  },
];
