import assert from 'node:assert/strict';
import { until } from './support/wait.mjs';

const path = '/cometd';

// Each would make some client stop, start again, or take an event for a reply.
const injections = [
  { advice: { reconnect: 'none' } },
  { advice: { reconnect: 'handshake', interval: 60_000 } },
  { advice: { reconnect: 'retry', interval: 3_600_000, timeout: 1 } },
  { advice: 'none' },
  { error: '402::session_unknown' },
  { successful: false },
  { successful: true },
  { subscription: '/room' },
  { subscription: ['/**'] },
  { timestamp: 'never', version: '9.9', connectionType: 'none', supportedConnectionTypes: [] },
  { reestablish: false, authSuccessful: false, failure: { reason: 'none' } },
];
const everything = Object.assign({}, ...injections, injections[0]);

const openers = {
  async cometd(version, url, transport) {
    const { CometdClient } = await import('./support/cometd_client.mjs');
    return CometdClient.open(version, url, { transports: [transport] });
  },
  async faye(_, url, transport) {
    const { FayeClient } = await import('./support/faye_client.mjs');
    return FayeClient.open(url, { transport });
  },
};

/** PUB-20: what a publisher writes beside the data of a message reaches no subscriber. */
async function injects(scene, open) {
  const { RawClient } = await import('./support/raw_client.mjs');
  const broker = await scene.halley();
  const subscriber = await scene.use(open(broker.url(path)));
  const raw = await scene.use(RawClient.open(broker.url(path)));
  const { id } = subscriber;
  const got = [];
  await subscriber.subscribe('/room', (data) => got.push(data));

  const published = [...injections, everything];
  for (const [n, fields] of published.entries()) {
    const reply = await raw.request({ ...fields, channel: '/room', clientId: raw.id, data: { n } });
    assert.equal(reply.successful, true, JSON.stringify(reply));
    await until(() => `event ${n}, with ${JSON.stringify(fields)}`, () => got.length > n);
  }

  await subscriber.publish('/room', 'still there');
  await until('the own event', () => got.length > published.length);
  assert.deepEqual(got, [...published.map((_, n) => ({ n })), 'still there']);
  for (const event of subscriber.received.filter(({ data }) => data !== 'still there')) {
    assert.deepEqual(Object.keys(event).filter((key) => !['channel', 'data', 'id'].includes(key)), []);
  }
  assert.equal(subscriber.id, id);
  assert.equal(subscriber.handshakes, 1);
  await subscriber.disconnect();
}

const subscribers = [['cometd', 9], ['cometd', 8], ['cometd', 7], ['faye', '']];

export const cases = subscribers.flatMap(([library, version]) =>
  ['websocket', 'long-polling'].map((transport) => ({
    name: `${`${library} ${version}`.trim()} ${transport}, 1 shard: PUB-20, a publisher's foreign fields`,
    shards: 1,
    run: (scene) => injects(scene, (url) => openers[library](version, url, transport)),
  })),
);
