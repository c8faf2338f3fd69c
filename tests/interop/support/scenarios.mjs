// What every client of the publish and subscribe kind must get through. `open(url)` makes a client.
import assert from 'node:assert/strict';
import { until } from './wait.mjs';

const awkwardData = {
  text: 'é€😀 "\\/\u2028\u0000',
  number: -1.5e-7,
  list: [null, true, [], 0],
  empty: {},
  blank: '',
};
const range = (from, to) => Array.from({ length: to - from }, (_, index) => from + index);
const channelsOf = (client) => client.received.map(({ channel }) => channel);

/** Publishes to what `to` still hears and waits for it, so that what was sent before has arrived or never will. */
async function settle(from, to, marker) {
  await from.publish('/end', marker);
  await until(`the event that says ${marker}`, () => to.received.some(({ data }) => data === marker));
}

export async function basics(scene, open, path) {
  const broker = await scene.halley();
  const alice = await scene.use(open(broker.url(path)));
  const bob = await scene.use(open(broker.url(path)));
  assert.notEqual(alice.id, bob.id);
  assert.equal(bob.handshakes, 1);

  const star = [];
  const deep = [];
  const both = [];
  const plain = [];
  const starred = await bob.subscribe('/x/*', (_, channel) => star.push(channel));
  await bob.subscribe('/y/**', (_, channel) => deep.push(channel));
  const twice = await bob.subscribe('/y/*', (_, channel) => both.push(channel));
  const plainly = await bob.subscribe('/plain/room', (data) => plain.push(data));
  await bob.subscribe('/end', () => {});

  const channels = ['/x/a', '/x/a/b', '/x', '/xy/a', '/y/a', '/y/a/b', '/y/a/b/c', '/y', '/plain', '/plain/other'];
  for (const channel of channels) await alice.publish(channel, { channel });
  await alice.publish('/plain/room', awkwardData);
  await settle(alice, bob, 'wildcards');
  assert.deepEqual(star, ['/x/a']);
  assert.deepEqual(deep, ['/y/a', '/y/a/b', '/y/a/b/c']);
  assert.deepEqual(both, ['/y/a']);
  assert.deepEqual(plain, [awkwardData]);
  // Each once, though /y/a matches two patterns, and nothing that was not asked for.
  assert.deepEqual(channelsOf(bob), ['/x/a', '/y/a', '/y/a/b', '/y/a/b/c', '/plain/room', '/end']);
  assert.deepEqual(channelsOf(alice), []);
  for (const event of bob.received) assert.notEqual(event.clientId, alice.id);

  await bob.publish('/plain/room', 'to myself');
  await until('the own event', () => plain.length === 2);
  assert.equal(plain[1], 'to myself');

  const together = range(0, 6).map((n) => [n % 2 ? '/plain/room' : '/x/batch', { n }]);
  bob.received.length = 0;
  await alice.publishTogether(together);
  await settle(alice, bob, 'batch');
  assert.deepEqual(bob.received.map(({ channel, data }) => [channel, data]).slice(0, 6), together);

  for (const handle of [plainly, starred, twice]) await bob.unsubscribe(handle);
  bob.received.length = 0;
  for (const channel of ['/plain/room', '/x/c', '/y/c']) await alice.publish(channel, 'later');
  await settle(alice, bob, 'unsubscribed');
  assert.deepEqual(channelsOf(bob), ['/y/c', '/end']);
  assert.equal(deep.at(-1), '/y/c');

  // A connect that is overtaken by the disconnect finds no session, and `cometd` then drops the disconnect's reply.
  await bob.publish('/nobody', 'a round trip behind the connect');
  await bob.disconnect();
  assert.equal(bob.disconnected, true);
  bob.received.length = 0;
  await alice.subscribe('/end', () => {});
  await settle(alice, alice, 'disconnected');
  assert.deepEqual(bob.received, []);
}

async function stream(from, to, channel, count) {
  const got = [];
  await to.subscribe(channel, (data) => got.push(data));
  const messages = range(0, count).map((n) => [channel, { n, text: `message ${n} é` }]);
  for (let start = 0, together = true; start < count; start += from.window, together = !together) {
    const some = messages.slice(start, start + from.window);
    await (together ? from.publishTogether(some) : from.publishEach(some));
  }
  await until(() => `${count} events on ${channel}, got ${got.length}`, () => got.length >= count);
  assert.deepEqual(got, messages.map(([, data]) => data));
  return got;
}

export async function thousand(scene, open, path) {
  const broker = await scene.halley();
  const alice = await scene.use(open(broker.url(path)));
  const bob = await scene.use(open(broker.url(path)));
  if (alice.transport === 'websocket') {
    await Promise.all([stream(alice, bob, '/there', 1000), stream(bob, alice, '/back', 1000)]);
  } else {
    // With two answers under way at a time, a long-polling client that also publishes sees events in any order.
    await stream(alice, bob, '/there', 1000);
    await stream(bob, alice, '/back', 1000);
  }
  await bob.subscribe('/end', () => {});
  await settle(alice, bob, 'end');
  assert.equal(bob.received.length, 1001);
  assert.equal(alice.received.length, 1000);
}

export async function killedSocket(scene, open, path) {
  const broker = await scene.halley();
  const proxy = await scene.proxy(broker);
  const alice = await scene.use(open(broker.url(path)));
  const bob = await scene.use(open(proxy.url(path)));
  const { id } = bob;
  const got = [];
  await bob.subscribe('/room', (data) => got.push(data));
  const expected = [];
  const say = async (text) => {
    expected.push(text);
    await alice.publish('/room', text);
  };
  const heard = () => until(() => `[${expected}], got [${got}]`, () => got.length >= expected.length);

  await say('before');
  await heard();
  for (const reset of [false, true]) {
    const ending = reset ? 'RST' : 'FIN';
    await proxy.cut({ reset });
    // By then the broker has seen the end of the connection, and what follows waits in the session's queue.
    for (let trip = 0; trip < 3; trip += 1) await alice.publish('/nobody', trip);
    await say(`after ${ending}`);
    proxy.resume();
    await heard();
    await say(`again after ${ending}`);
    await heard();
  }
  assert.deepEqual(got, expected);
  assert.equal(bob.handshakes, 1);
  assert.equal(bob.id, id);
  assert.ok(proxy.accepted >= 3);
  await bob.publish('/room', 'from the other side');
  await until('the own event', () => got.at(-1) === 'from the other side');
}

export async function restartedBroker(scene, open, path) {
  const broker = await scene.halley();
  const alice = await scene.use(open(broker.url(path)));
  const bob = await scene.use(open(broker.url(path)));
  const got = [];
  await bob.keepSubscribed('/room', (data) => got.push(data));
  await alice.publish('/room', 'first life');
  await until('an event', () => got.length === 1);

  const signals = ['SIGINT', 'SIGTERM', 'SIGKILL'];
  for (const [index, signal] of signals.entries()) {
    const lives = index + 2;
    const { id } = bob;
    await broker.restart(signal);
    const back = () => `${lives} handshakes after ${signal}, there were ${alice.handshakes} and ${bob.handshakes}`;
    await until(back, () => alice.handshakes === lives && bob.handshakes === lives);
    const renewed = () => `the renewed subscription: ${bob.handshakes} handshakes, ${bob.subscriptions} subscriptions`;
    await until(renewed, () => bob.subscriptions === lives);
    assert.notEqual(bob.id, id);
    await alice.publish('/room', signal);
    await until(`an event after ${signal}`, () => got.length === lives);
  }
  assert.deepEqual(got, ['first life', ...signals]);
}

/** ACK-06, ACK-11: with acknowledgements, what went to a dead connection comes again. Returns the one that it is for. */
export async function redelivery(scene, open, path) {
  const broker = await scene.halley();
  const proxy = await scene.proxy(broker);
  const alice = await scene.use(open(broker.url(path)));
  const bob = await scene.use(open(proxy.url(path), { extensions: ['AckExtension'] }));
  if (bob.handshakeReply.ext?.ack !== true) throw new Error('the broker does not acknowledge');
  const got = [];
  await bob.subscribe('/room', (data) => got.push(data));
  const expected = [];
  for (let round = 0; round < 4; round += 1) {
    const { connects } = bob;
    // The broker's answers leave it and never arrive.
    proxy.conditions.stall();
    for (const n of range(5 * round, 5 * round + 5)) {
      expected.push(n);
      await alice.publish('/room', n);
    }
    assert.equal(got.length, 5 * round);
    await proxy.cut({ reset: round % 2 === 0 });
    proxy.conditions.release();
    proxy.resume();
    await until(() => `[${expected}], got [${got}]`, () => got.length >= expected.length);
    await until('a new connect', () => bob.connects > connects);
  }
  await alice.publish('/room', 'end');
  await until('the end', () => got.includes('end'));
  assert.deepEqual(got, [...expected, 'end']);
  assert.equal(bob.handshakes, 1);
  return bob;
}

export const scenarios = [
  ['handshake, wildcards, batch, unsubscribe, disconnect', basics],
  ['1000 messages in order both ways', thousand],
  ['killed socket, same session goes on', killedSocket],
  ['restarted broker, new handshake', restartedBroker],
];
