import assert from 'node:assert/strict';
import { basics, restartedBroker, thousand } from './support/scenarios.mjs';
import { until } from './support/wait.mjs';

/** A connection as a login leaves it behind; its Bayeux endpoint is `/cometd/VERSION`. */
async function connection(url) {
  const { default: jsforce } = await import('jsforce');
  return new jsforce.Connection({ instanceUrl: new URL(url).origin, accessToken: 'token', version: '60.0' });
}

async function open(url, transport) {
  const { FayeClient } = await import('./support/faye_client.mjs');
  const { streaming } = await connection(url);
  return FayeClient.use(streaming.createClient([]), url, { transport });
}

/** What applications of jsforce use: listeners for the names of topics, and for whole channels. */
async function topics(scene) {
  const { FayeClient } = await import('./support/faye_client.mjs');
  const broker = await scene.halley();
  const url = broker.url('/cometd');
  const publisher = await scene.use(FayeClient.open(url, { transport: 'websocket' }));
  const { streaming } = await connection(url);
  const accounts = [];
  const events = [];
  // Each subscription's client is made at the first use: one for topics and platform events, one for generic channels.
  const topic = streaming.topic('Accounts');
  const subscriptions = [
    topic.subscribe((message) => accounts.push(message)),
    streaming.subscribe('/u/notifications/all', (message) => events.push(message)),
    streaming.subscribe('/event/Order__e', (message) => events.push(message)),
  ];
  scene.defer(() => Promise.all(Object.values(streaming._fayeClients).map((client) => client.disconnect())));
  await Promise.all(subscriptions);

  const record = { event: { type: 'created', replayId: 1 }, sobject: { Id: '001', Name: 'é€😀' } };
  await publisher.publish('/topic/Accounts', record);
  await publisher.publish('/topic/Contacts', record);
  await publisher.publish('/u/notifications/all', { payload: 'generic' });
  await publisher.publish('/event/Order__e', { payload: { Number__c: 7 } });
  await until('three events', () => accounts.length === 1 && events.length === 2);
  assert.deepEqual(accounts, [record]);
  assert.deepEqual(new Set(events.map(({ payload }) => payload.Number__c ?? payload)), new Set(['generic', 7]));

  subscriptions[0].cancel();
  const later = [];
  await streaming.subscribe('/event/End', (message) => later.push(message));
  await publisher.publish('/topic/Accounts', record);
  await publisher.publish('/event/End', {});
  await until('what was published last', () => later.length === 1);
  assert.equal(accounts.length, 1);
}

const chosen = [
  ['handshake, wildcards, batch, unsubscribe, disconnect', basics],
  ['1000 messages in order both ways', thousand],
  ['restarted broker, new handshake', restartedBroker],
];

export const cases = [
  ...['websocket', 'long-polling'].flatMap((transport) =>
    chosen.map(([title, scenario]) => ({
      name: `jsforce ${transport}, 1 shard: ${title}`,
      shards: 1,
      run: (scene) => scenario(scene, (url) => open(url, transport), '/cometd'),
    })),
  ),
  { name: 'jsforce, 1 shard: topics, generic channels, platform events', shards: 1, run: topics },
];
