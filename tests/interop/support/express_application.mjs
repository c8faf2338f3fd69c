// A real Express application whose sessions lie in a real Redis.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { until } from './wait.mjs';

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Redis in memory, on a port of its own. */
export async function redisServer() {
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--daemonize', 'no'];
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'], cwd: '/' });
  let log = '';
  child.stdout.on('data', (text) => {
    log += text;
  });
  await until(() => `Redis: ${log}`, () => /Ready to accept connections/.test(log));
  return { port, dispose: () => child.kill('SIGKILL') };
}

export async function expressApplication({ redis, secret }) {
  const [{ default: express }, { default: session }, { default: RedisStore }, { createClient }] = await Promise.all([
    import('express'),
    import('express-session'),
    import('connect-redis'),
    import('redis'),
  ]);
  const client = createClient({ url: `redis://127.0.0.1:${redis}`, socket: { reconnectStrategy: false } });
  client.on('error', () => {});
  await client.connect();
  const application = express();
  application.use(
    session({ store: new RedisStore({ client }), secret, resave: false, saveUninitialized: true, cookie: { maxAge: 60_000 } }),
  );
  application.get('/', (request, response) => response.send('welcome'));
  application.get('/login/:name', (request, response) => {
    request.session.user = { name: request.params.name };
    response.send('hello');
  });
  application.get('/logout', (request, response) => request.session.destroy(() => response.send('bye')));
  const server = application.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));

  const visit = async (path, cookie) => {
    const headers = cookie ? { cookie } : {};
    const response = await fetch(`http://127.0.0.1:${server.address().port}${path}`, { headers });
    await response.text();
    return response.headers.get('set-cookie')?.split(';')[0];
  };
  return {
    visit: () => visit('/'),
    logIn: (name) => visit(`/login/${name}`),
    logOut: (cookie) => visit('/logout', cookie),
    dispose: async () => {
      server.closeAllConnections();
      server.close();
      await client.disconnect().catch(() => {});
    },
  };
}
