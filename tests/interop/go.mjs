import assert from 'node:assert/strict';
import { download, execute, preparation } from './support/preparations.mjs';
import { until } from './support/wait.mjs';

const sources = ['go.mod', 'go.sum', 'driver.go', 'gobayeux.go', 'elastic.go'].map((name) => `go/${name}`);

const driver = preparation('go', sources, async (path) => {
  await download('the clients for Go', 'go', ['-C', 'go', 'mod', 'download']);
  await execute('go', ['-C', 'go', 'build', '-o', `${path}/driver`, '.']);
});

async function people(scene, library) {
  const { CometdClient } = await import('./support/cometd_client.mjs');
  const { DriverClient } = await import('./support/driver_client.mjs');
  const broker = await scene.halley();
  const url = broker.url('/cometd');
  const options = { transport: 'long-polling', dispatch: true };
  return {
    alice: await scene.use(CometdClient.open(9, url, { transports: ['websocket'] })),
    bob: await scene.use(DriverClient.open([`${driver.path}/driver`, library], url, options)),
  };
}

const numbers = Array.from({ length: 300 }, (_, n) => n);

async function gobayeux(scene) {
  const { alice, bob } = await people(scene, 'gobayeux');
  assert.equal(bob.handshakes, 1);
  const star = [];
  const deep = [];
  const plain = [];
  await bob.subscribe('/x/*', (_, channel) => star.push(channel));
  await bob.subscribe('/y/**', (_, channel) => deep.push(channel));
  const room = await bob.subscribe('/room', (data) => plain.push(data));
  for (const channel of ['/x/a', '/x/a/b', '/y/a', '/y/a/b', '/z']) await alice.publish(channel, channel);
  await alice.publishEach(numbers.map((n) => ['/room', { n, text: 'é€😀' }]));
  await until('all numbers', () => plain.length >= numbers.length);
  assert.deepEqual([star, deep], [['/x/a'], ['/y/a', '/y/a/b']]);
  assert.deepEqual(plain, numbers.map((n) => ({ n, text: 'é€😀' })));

  await bob.unsubscribe(room);
  await alice.publish('/room', 'later');
  await alice.publish('/x/end', 'end');
  await until('the end', () => star.length === 2);
  assert.equal(plain.length, numbers.length);
  await bob.disconnect();
}

/** Each listener is a session of its own, whose messages the client hands on in any order. */
async function elastic(scene) {
  const { alice, bob } = await people(scene, 'elastic');
  const event = [];
  const topic = [];
  await bob.subscribe('/event/Order__e', (payload) => event.push(payload.n));
  await bob.subscribe('/topic/*', (payload) => topic.push(payload.n));
  const data = (n) => ({ event: { createdDate: '2026-01-02T03:04:05.678Z', replayId: n, type: 'new' }, payload: { n } });
  await alice.publishEach(numbers.map((n) => ['/event/Order__e', data(n)]));
  await alice.publish('/topic/Accounts', data(7));
  await alice.publish('/other', data(8));
  await until('all numbers', () => event.length >= numbers.length && topic.length > 0);
  assert.deepEqual(event.sort((a, b) => a - b), numbers);
  assert.deepEqual(topic, [7]);
  await bob.disconnect();
}

export const cases = [
  ['gobayeux 2', gobayeux, 'wildcards, 300 messages in order, unsubscribe, disconnect'],
  ['elastic/bayeux 1', elastic, 'wildcards, 300 messages'],
].map(([name, run, title]) => ({ name: `${name} long-polling, 1 shard: ${title}`, shards: 1, needs: driver, run }));
