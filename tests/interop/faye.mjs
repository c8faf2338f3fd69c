import { scenarios } from './support/scenarios.mjs';

const path = '/faye';
const plural = (shards) => `${shards} shard${shards > 1 ? 's' : ''}`;

async function open(url, transport) {
  const { FayeClient } = await import('./support/faye_client.mjs');
  return FayeClient.open(url, { transport });
}

export const cases = [1, 4].flatMap((shards) =>
  ['websocket', 'long-polling'].flatMap((transport) =>
    scenarios.map(([title, scenario]) => ({
      name: `faye ${transport}, ${plural(shards)}: ${title}`,
      shards,
      run: (scene) => scenario(scene, (url) => open(url, transport), path),
    })),
  ),
);
