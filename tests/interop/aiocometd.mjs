import { download, preparation } from './support/preparations.mjs';
import { scenarios } from './support/scenarios.mjs';

const requirements = 'python/requirements.txt';

export const packages = preparation('python', [requirements], async (path) => {
  await download('a virtual environment', 'python3', ['-m', 'venv', path]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];
  await download('aiocometd-ng', `${path}/bin/python3`, [...pip, '--requirement', requirements]);
});

export async function open(url, transport) {
  const { DriverClient } = await import('./support/driver_client.mjs');
  const command = [`${packages.path}/bin/python3`, new URL('python/driver.py', import.meta.url).pathname];
  return DriverClient.open(command, url, { transport, dispatch: true });
}

export const cases = ['websocket', 'long-polling'].flatMap((transport) =>
  scenarios.map(([title, scenario]) => ({
    name: `aiocometd ${transport}, 1 shard: ${title}`,
    shards: 1,
    needs: packages,
    run: (scene) => scenario(scene, (url) => open(url, transport), '/cometd'),
  })),
);
