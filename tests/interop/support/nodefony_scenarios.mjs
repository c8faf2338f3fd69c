// What both generations of Nodefony's client must get through. `open(url)` makes a connected client.
import assert from 'node:assert/strict';
import { awkward, randomBackend, refusedPort, splitBackend } from './backends.mjs';
import { until } from './wait.mjs';

const tcp = (port) => ({ type: 'tcp', domain: '127.0.0.1', port });
const start = JSON.stringify({ method: 'start', params: [20] });
const echo = (value, id) => JSON.stringify({ method: 'echo', params: [value], id });
const textsOf = (client) => client.messages.map(([, text]) => text);

async function subscribe(client, name, data) {
  client.subscribe(name, data);
  return until(`the subscription to ${name}`, () => client.subscribed[name]);
}

function onlySingleObjects(client) {
  for (const frame of client.page.frames) {
    assert.equal(typeof frame, 'string');
    const message = JSON.parse(frame);
    assert.ok(message && !Array.isArray(message), frame);
  }
}

async function brokerWithRandom(scene, open, path) {
  const random = await scene.use(randomBackend());
  const broker = await scene.halley({ services: { random: tcp(random.port) } });
  const client = await scene.use(open(broker.url(path)));
  return { random, broker, client };
}

export async function everything(scene, open, path, { expected, subprotocol }) {
  const { random, client } = await brokerWithRandom(scene, open, path);
  const [connect] = client.connects;
  assert.deepEqual(Object.keys(client.services), ['random']);
  assert.equal(client.services.random.type, 'tcp');
  assert.doesNotMatch(JSON.stringify(client.services), new RegExp(`127\\.0\\.0\\.1|${random.port}`));
  assert.equal(typeof connect.ext.address, 'string');
  assert.equal(JSON.parse(connect.ext.address).remoteAddress, '127.0.0.1');
  assert.deepEqual(client.page.subprotocols, [subprotocol]);

  const { clientId } = await subscribe(client, 'random', start);
  assert.equal(clientId, connect.clientId);
  await until('three random numbers', () => client.messages.length >= 4);
  assert.deepEqual(client.messages[0], ['random', 'READY']);
  for (const text of textsOf(client).slice(1)) {
    assert.equal(typeof text, 'string');
    assert.equal(typeof JSON.parse(text).result, 'number');
  }

  const id = client.send('random', echo('hï', 7));
  await until('the answer', () => textsOf(client).some((text) => text.includes('"id":7')));
  const answer = textsOf(client).find((text) => text.includes('"id":7'));
  assert.deepEqual(JSON.parse(answer), { jsonrpc: '2.0', result: ['hï'], error: null, id: 7 });
  const acknowledged = () => client.page.frames.map((frame) => JSON.parse(frame)).find((message) => message.id === id);
  const acknowledgement = await until('the acknowledgement', acknowledged);
  assert.equal(acknowledgement.successful, true);
  assert.equal('channel' in acknowledgement, false);

  client.unsubscribe('random');
  await until('the end of the subscription', () => client.unsubscribed.length === 1);
  const heard = client.messages.length;
  await until('the backend to see the end', () => random.sockets.size === 0);
  client.stop();
  await until('the close', () => client.closes === 1);
  assert.equal(client.messages.length, heard);
  assert.deepEqual(client.events, expected);
  assert.deepEqual(client.errors, []);
  onlySingleObjects(client);
}

export async function thousandEchoes(scene, open, path) {
  const { client } = await brokerWithRandom(scene, open, path);
  await subscribe(client, 'random');
  for (let n = 0; n < 1000; n += 1) client.send('random', echo(`echo é ${n}`, n));
  await until(() => `1001 messages, got ${client.messages.length}`, () => client.messages.length >= 1001);
  const [greeting, ...answers] = textsOf(client);
  assert.equal(greeting, 'READY');
  answers.forEach((text, n) => {
    assert.deepEqual(JSON.parse(text), { jsonrpc: '2.0', result: [`echo é ${n}`], error: null, id: n });
  });
  if (client.acknowledged) {
    await until('the acknowledgements', () => client.acknowledged.length === 1000);
    assert.ok(client.acknowledged.every(([, successful]) => successful === true));
  }
  assert.deepEqual(client.errors, []);
}

export async function refusals(scene, open, path) {
  const random = await scene.use(randomBackend());
  const services = { random: tcp(random.port), refused: tcp(await refusedPort()) };
  const broker = await scene.halley({ services });
  const client = await scene.use(open(broker.url(path)));

  // The library asks only for what the broker has told it of.
  client.services.nope = {};
  client.subscribe('nope');
  await until('the error about an unknown service', () => client.errors.length === 1);
  assert.equal(client.errors[0][0], '404');
  assert.equal(client.errors[0][1], '/service/nope');
  assert.match(client.errors[0][2], /\w/);

  client.subscribe('refused', start);
  await until('the error about a refused backend', () => client.errors.length === 2);
  assert.match(client.errors[1][0], /^[45]\d\d$/);
  assert.match(client.errors[1][2], /\w/);
  assert.deepEqual(client.subscribed, {});

  await subscribe(client, 'random', echo('well', 1));
  await until('the answer of a good one', () => client.messages.length === 2);
  onlySingleObjects(client);
}

export async function backendCloses(scene, open, path) {
  const { random, client } = await brokerWithRandom(scene, open, path);
  await subscribe(client, 'random', echo('first', 1));
  await until('the first answer', () => client.messages.length === 2);
  client.send('random', JSON.stringify({ method: 'bye', params: [], id: 2 }));
  await until('the news that the backend has closed', () => client.unsubscribed.length === 1);
  assert.deepEqual(client.unsubscribed, ['random']);
  await until('the connection to end', () => random.sockets.size === 0);

  await subscribe(client, 'random', echo('second', 3));
  await until('the answer of a new connection', () => client.messages.length === 4);
  assert.deepEqual(textsOf(client).map((text) => (text === 'READY' ? text : JSON.parse(text).result[0])), [
    'READY',
    'first',
    'READY',
    'second',
  ]);
  assert.deepEqual(client.errors, []);
}

export async function awkwardPieces(scene, open, path) {
  const split = await scene.use(splitBackend());
  const broker = await scene.halley({ services: { split: tcp(split.port) } });
  const client = await scene.use(open(broker.url(path)));
  await subscribe(client, 'split', 'go');
  await until('the end of the pieces', () => textsOf(client).at(-1) === '{"end":true}');
  const expected = [awkward.accents, ...awkward.several, awkward.big, { end: true }];
  assert.deepEqual(textsOf(client), expected.map((value) => JSON.stringify(value)));
}

export async function twoClients(scene, open, path) {
  const { random, broker, client: alice } = await brokerWithRandom(scene, open, path);
  const bob = await scene.use(open(broker.url(path)));
  const both = [['alice', alice], ['bob', bob]];
  for (const [, client] of both) await subscribe(client, 'random');
  assert.equal(random.sockets.size, 2);
  for (let n = 0; n < 100; n += 1) for (const [name, client] of both) client.send('random', echo(name, n));
  for (const [name, client] of both) {
    await until(`the answers for ${name}`, () => client.messages.length >= 101);
    const [greeting, ...answers] = textsOf(client);
    assert.equal(greeting, 'READY');
    assert.deepEqual(answers.map((text) => JSON.parse(text)).map(({ result: [value], id }) => [value, id]),
      Array.from({ length: 100 }, (_, n) => [name, n]));
  }
  bob.unsubscribe('random');
  await until('one connection to end', () => random.sockets.size === 1);
  alice.send('random', echo('still here', 'last'));
  await until('one more answer', () => alice.messages.length === 102);
  assert.equal(bob.messages.length, 101);
}

async function comesBack(client, times) {
  await client.page.reconnectNow();
  await client.connected(times);
  // The library forgets its subscriptions; applications renew them when it has connected.
  const before = client.messages.length;
  await subscribe(client, 'random', echo(`life ${times}`, times));
  await until('the greeting and the answer', () => client.messages.length === before + 2);
  assert.deepEqual(JSON.parse(textsOf(client).at(-1)).result, [`life ${times}`]);
}

export async function killedSocket(scene, open, path) {
  const random = await scene.use(randomBackend());
  const broker = await scene.halley({ services: { random: tcp(random.port) } });
  const proxy = await scene.proxy(broker);
  const client = await scene.use(open(proxy.url(path)));
  await subscribe(client, 'random', echo('life 1', 1));
  for (const [times, reset] of [[2, false], [3, true]]) {
    await proxy.cut({ reset });
    await until('the close', () => client.closes === times - 1);
    await until('the backend connection to end with the session', () => random.sockets.size === 0);
    proxy.resume();
    await comesBack(client, times);
  }
}

export async function restartedBroker(scene, open, path) {
  const { broker, client } = await brokerWithRandom(scene, open, path);
  await subscribe(client, 'random', echo('life 1', 1));
  for (const [times, signal] of [[2, 'SIGINT'], [3, 'SIGTERM'], [4, 'SIGKILL']]) {
    await broker.restart(signal);
    await until('the close', () => client.closes === times - 1);
    await comesBack(client, times);
  }
}

const scenarios = [
  ['the whole of a session', everything],
  ['1000 echoes in order', thousandEchoes],
  ['unknown service, refused backend', refusals],
  ['backend closes first', backendCloses],
  ['backend answers in awkward pieces', awkwardPieces],
  ['services of two clients do not mix', twoClients],
  ['killed socket', killedSocket],
  ['restarted broker', restartedBroker],
];
const core = [everything, thousandEchoes, twoClients];

export function nodefonyCases(client, open, path, particulars) {
  return [1, 4].flatMap((shards) =>
    scenarios
      .filter(([, scenario]) => shards === 1 || core.includes(scenario))
      .map(([title, scenario]) => ({
        name: `${client}, ${shards} shard${shards > 1 ? 's' : ''}: ${title}`,
        shards,
        run: (scene) => scenario(scene, open, path, particulars),
      })),
  );
}
