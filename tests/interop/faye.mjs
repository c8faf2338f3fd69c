import { basics, scenarios } from './support/scenarios.mjs';

const path = '/faye';
const plural = (shards) => `${shards} shard${shards > 1 ? 's' : ''}`;

async function open(url, options) {
  const { FayeClient } = await import('./support/faye_client.mjs');
  return FayeClient.open(url, options);
}

export const cases = [
  ...[1, 4].flatMap((shards) =>
    ['websocket', 'long-polling'].flatMap((transport) =>
      scenarios.map(([title, scenario]) => ({
        name: `faye ${transport}, ${plural(shards)}: ${title}`,
        shards,
        run: (scene) => scenario(scene, (url) => open(url, { transport }), path),
      })),
    ),
  ),
  // Faye opens its WebSocket while it handshakes by long-polling, so with the cookie that a broker gave it earlier.
  ...['websocket', 'long-polling'].map((transport) => ({
    name: `faye ${transport}, 1 shard: with the cookie of another broker`,
    shards: 1,
    run: (scene) => basics(scene, (url) => open(url, { transport, cookie: 'BAYEUX_BROWSER=left.over' }), path),
  })),
];
