import assert from 'node:assert/strict';
import { randomBackend } from './support/backends.mjs';
import { until } from './support/wait.mjs';

const each = 30;
const numbers = Array.from({ length: each }, (_, n) => n);
const echo = (value, id) => JSON.stringify({ method: 'echo', params: [value], id });

/** All kinds of clients on one path: what one publishes reaches all others, and services stay private. */
async function room(scene) {
  const [{ CometdClient }, { FayeClient }, { StageClient }, { SocketClient }] = await Promise.all([
    import('./support/cometd_client.mjs'),
    import('./support/faye_client.mjs'),
    import('./support/stage_client.mjs'),
    import('./support/socket_client.mjs'),
  ]);
  const random = await scene.use(randomBackend());
  const services = { random: { type: 'tcp', domain: '127.0.0.1', port: random.port } };
  const broker = await scene.halley({ services });
  const url = broker.url('/realtime');
  const people = {
    cometdSocket: await scene.use(CometdClient.open(9, url, { transports: ['websocket'] })),
    cometdPolls: await scene.use(CometdClient.open(9, url, { transports: ['long-polling'] })),
    fayeSocket: await scene.use(FayeClient.open(url, { transport: 'websocket' })),
    fayePolls: await scene.use(FayeClient.open(url, { transport: 'long-polling' })),
  };
  const callers = { stage: await scene.use(StageClient.open(url)), socket: await scene.use(SocketClient.open(url)) };
  const names = Object.keys(people);

  const heard = Object.fromEntries(names.map((name) => [name, Object.fromEntries(names.map((from) => [from, []]))]));
  for (const [name, client] of Object.entries(people)) {
    await client.subscribe('/room/*', ({ from, n }) => heard[name][from].push(n));
  }
  for (const client of Object.values(callers)) {
    client.subscribe('random');
    await until('a service', () => client.subscribed.random);
  }
  const results = [];
  await people.cometdSocket.subscribe('/service/random', (data) => results.push(data));

  const speak = async ([name, client]) => {
    for (const n of numbers) await client.publish(`/room/${name}`, { from: name, n });
  };
  const call = async ([name, client]) => {
    for (const n of numbers) client.send('random', echo(name, n));
    await until(`the answers for ${name}`, () => client.messages.length > each);
  };
  await Promise.all([...Object.entries(people).map(speak), ...Object.entries(callers).map(call)]);
  await people.cometdSocket.publish('/service/random', echo('cometd', 1));

  for (const name of names) {
    for (const from of names) {
      await until(`${name} to hear all of ${from}`, () => heard[name][from].length >= each);
      // One that polls may see what rides on the answers to its own publishes before what was sent earlier.
      const got = name.endsWith('Polls') ? [...heard[name][from]].sort((a, b) => a - b) : heard[name][from];
      assert.deepEqual(got, numbers);
    }
  }
  for (const [name, { messages }] of Object.entries(callers)) {
    const [greeting, ...answers] = messages.map(([, text]) => text);
    assert.equal(greeting, 'READY');
    assert.deepEqual(answers.map((text) => JSON.parse(text).result[0]), numbers.map(() => name));
  }
  await until('the answer to the cometd client', () => results.length === 2);
  assert.deepEqual(results, ['READY', { jsonrpc: '2.0', result: ['cometd'], error: null, id: 1 }]);
}

export const cases = [1, 4].map((shards) => ({
  name: `cometd, faye and nodefony in one room, ${shards} shard${shards > 1 ? 's' : ''}`,
  shards,
  run: room,
}));
