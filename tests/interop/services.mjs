// Every kind of service with every framing, dedicated and shared, from CometD's client and both of Nodefony's.
import assert from 'node:assert/strict';
import { allServices } from './support/service_backends.mjs';
import { until } from './support/wait.mjs';

const request = (params, id) => ({ jsonrpc: '2.0', method: 'echo', params, id });

async function brokerWithAll(scene) {
  const { services } = await scene.use(allServices());
  return { broker: await scene.halley({ services }), names: Object.keys(services) };
}

async function cometd(scene, transport) {
  const { CometdClient } = await import('./support/cometd_client.mjs');
  const { broker, names } = await brokerWithAll(scene);
  const open = () => scene.use(CometdClient.open(9, broker.url('/cometd'), { transports: [transport] }));
  // The ids are the same on purpose: each client gets its own answers.
  const clients = [await open(), await open()];
  const call = (client, name, data) =>
    new Promise((resolve) => client.cometd.remoteCall(name, data, 30_000, resolve));
  for (const name of names) {
    for (const id of [1, 'é"', 2.5]) {
      const answers = [];
      for (const [index, client] of clients.entries()) {
        const { data, successful } = await call(client, name, request([name, index], id));
        assert.equal(successful, true, name);
        answers.push(name === 'echo' ? data.params : data.result);
        assert.equal(data.id, id, name);
      }
      assert.deepEqual(answers, [[name, 0], [name, 1]]);
    }
    if (name === 'echo') continue;
    const { data, successful } = await call(clients[0], name, { jsonrpc: '2.0', method: 'fly', id: 4 });
    assert.equal(successful, false, name);
    assert.equal(data.error.code, -32601, name);
  }
}

async function nodefony(scene, open) {
  const { broker, names } = await brokerWithAll(scene);
  const client = await scene.use(open(broker.url('/realtime')));
  assert.deepEqual(Object.keys(client.services).sort(), [...names].sort());
  for (const name of names) {
    client.subscribe(name);
    await until(`the subscription to ${name}`, () => client.subscribed[name]);
    for (const id of [1, 'é"']) {
      const before = client.messages.length;
      client.send(name, JSON.stringify(request([name], id)));
      const [service, text] = await until(`the answer of ${name}`, () => client.messages[before]);
      assert.equal(service, name);
      assert.equal(typeof text, 'string', name);
      const answer = JSON.parse(text);
      // The text inside the JSON string is what an internal service is given, and echoes.
      assert.deepEqual(answer, name === 'echo' ? request([name], id) : { jsonrpc: '2.0', result: [name], id });
    }
    client.unsubscribe(name);
    await until(`the end of ${name}`, () => client.unsubscribed.includes(name));
  }
  assert.deepEqual(client.errors, []);
}

async function stage(url) {
  const { StageClient } = await import('./support/stage_client.mjs');
  return StageClient.open(url);
}

async function socket(url) {
  const { SocketClient } = await import('./support/socket_client.mjs');
  return SocketClient.open(url);
}

export const cases = [
  { name: 'services: cometd 9 websocket, 1 shard', shards: 1, run: (scene) => cometd(scene, 'websocket') },
  { name: 'services: cometd 9 long-polling, 2 shards', shards: 2, run: (scene) => cometd(scene, 'long-polling') },
  { name: 'services: nodefony-stage', shards: 1, run: (scene) => nodefony(scene, stage) },
  { name: 'services: nodefony-client', shards: 2, run: (scene) => nodefony(scene, socket) },
];
