// Who may come in, with the real clients: passwords, tokens, Nodefony's login, the session of an Express application.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expressApplication, redisServer } from './support/express_application.mjs';
import { Page, resolveScript } from './support/page.mjs';
import { eventually, until } from './support/wait.mjs';

const path = '/cometd';
const secret = 'a secret of more than 32 bytes, for HS256';

function folder(scene) {
  const name = mkdtempSync(join(tmpdir(), 'halley-authentication-'));
  scene.defer(() => rmSync(name, { recursive: true, force: true }));
  return (file, text) => {
    writeFileSync(join(name, file), text);
    return join(name, file);
  };
}

const encode = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

function token(sub, seconds) {
  const text = `${encode({ alg: 'HS256' })}.${encode({ sub, exp: Math.floor(Date.now() / 1000) + seconds })}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

const jwt = (file) => ({ type: 'jwt', secret: file('secret', secret) });

/** A cometd.js of its own; `configure` adds to its configuration. */
async function cometd(scene, version, transport, configure) {
  const { adapt, CometD } = await import('./support/cometd_client.mjs').then(({ load }) => load(version));
  adapt();
  const client = new CometD();
  scene.defer(() => client.disconnect());
  for (const type of client.getTransportTypes()) if (type !== transport) client.unregisterTransport(type);
  client.configure({ logLevel: 'warn', backoffIncrement: 50, maxBackoff: 250, ...configure });
  return client;
}

async function handshake(client, properties = {}) {
  const [reply, settle] = eventually('the handshake reply');
  client.handshake(properties, settle);
  return reply;
}

/** A token in the handshake's `ext`, and nothing else afterwards. */
async function tokenInExt(scene, version, transport) {
  const broker = await scene.halley({ security: { authentication: jwt(folder(scene)) } });
  const client = await cometd(scene, version, transport, { url: broker.url(path) });
  const good = await handshake(client, { ext: { token: token('ada', 600) } });
  assert.equal(good.successful, true, JSON.stringify(good));
  const other = await cometd(scene, version, transport, { url: broker.url(path) });
  const refused = await handshake(other, { ext: { token: token('ada', -1) } });
  assert.equal(refused.error, '403:token_expired:handshake_denied');
  assert.equal(refused.advice.reconnect, 'none');
}

/** A token in a header of every request. */
async function tokenInHeader(scene, version) {
  const broker = await scene.halley({ security: { authentication: jwt(folder(scene)), every_request: true } });
  const client = await cometd(scene, version, 'long-polling', {
    url: broker.url(path),
    requestHeaders: { Authorization: `Bearer ${token('ada', 600)}` },
  });
  assert.equal((await handshake(client)).successful, true);
  const [event, settle] = eventually('the event');
  client.subscribe('/a', ({ data }) => settle(data), () => client.publish('/a', 'hello'));
  assert.equal(await event, 'hello');
  const { status } = await fetch(broker.url(path), { method: 'POST', body: '[]' });
  assert.equal(status, 401);
}

/** When a token expires its client shakes hands anew, by itself, and brings a new one. */
async function tokenExpires(scene, version, transport) {
  const broker = await scene.halley({ security: { authentication: jwt(folder(scene)) } });
  const client = await cometd(scene, version, transport, { url: broker.url(path) });
  let handshakes = 0;
  let heard = 0;
  client.registerExtension('token', {
    outgoing: (message) =>
      message.channel === '/meta/handshake' ? { ...message, ext: { ...message.ext, token: token('ada', 2) } } : message,
  });
  client.addListener('/meta/handshake', ({ successful }) => {
    if (!successful) return;
    handshakes += 1;
    client.subscribe('/a', () => { heard += 1; });
  });
  assert.equal((await handshake(client)).successful, true);
  await until('three handshakes', () => handshakes >= 3);
  // The session may expire under a publish, which is then sent again.
  const again = setInterval(() => client.publish('/a', 1), 300);
  scene.defer(() => clearInterval(again));
  await until('an event after that', () => heard > 0);
}

/** `stage.realtime` with a digest in SASL, which is all that it understands. */
async function nodefonyLogin(scene) {
  const file = folder(scene);
  const hash = createHash('md5').update('ada:halley.example:secret').digest('hex');
  const users = file('users.htdigest', `ada:halley.example:${hash}\n`);
  const broker = await scene.halley({
    security: { authentication: { type: 'digest', file: users, realm: 'halley.example' }, every_request: true },
  });
  const page = new Page(broker.url('/realtime'));
  scene.defer(() => page.dispose());
  page.window.eval(readFileSync(resolveScript('nodefony-stage/dist/stage6.js'), 'utf8'));
  const events = [];
  const [connected, settle] = eventually('the connect', 15_000);
  const realtime = new page.window.stage.realtime(broker.url('/realtime'), {
    onUnauthorized: (authenticate) => {
      events.push('unauthorized');
      authenticate.register('ada', 'secret');
    },
    onAuthorized: () => events.push('authorized'),
    onHandshake: () => events.push('handshake'),
    onConnect: (message) => settle(message),
    onError: (...error) => events.push(`error ${error[0]}`),
  });
  realtime.start();
  const message = await connected.catch((error) => {
    throw new Error(`${error.message}; ${events}`);
  });
  assert.equal(message.successful, true);
  assert.deepEqual(events, ['unauthorized', 'authorized', 'handshake']);
  assert.equal((await fetch(broker.url('/realtime'))).status, 401);
}

/** What `htpasswd -B` and `halley --hash-password` write. */
async function passwordFiles(scene, version, transport) {
  const file = folder(scene);
  const made = spawnSync(process.argv[3], ['--hash-password', 'bob'], { input: 'other\n', encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
  const ofHtpasswd = 'ada:$2y$04$GkD9MQmXFPjbny7uW.9fQOZxsm87tmdmpeMAk5ACry/CBzQtQ92/q\n'; // secret: 1
  const users = file('users', ofHtpasswd + made.stdout);
  const broker = await scene.halley({ security: { authentication: { type: 'basic', file: users } } });
  const attempt = async (name) => {
    const client = await cometd(scene, version, transport, {
      url: broker.url(path),
      requestHeaders: { Authorization: `Basic ${Buffer.from(name).toString('base64')}` },
    });
    return (await handshake(client)).successful;
  };
  assert.equal(await attempt('ada:secret: 1'), true);
  assert.equal(await attempt('bob:other'), true);
  assert.equal(await attempt('bob:secret: 1'), false);
}

/** A server of the operator's: what it is asked, and that nobody comes in without its word. */
async function hook(scene) {
  const asked = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => { body += part; });
    request.on('end', () => {
      const question = JSON.parse(body);
      asked.push(question);
      const answers = {
        good: { allow: true, identity: 'ada', attributes: { role: 'admin' } },
        bad: { allow: false, reason: 'unknown_user', advice: 'handshake' },
        odd: { allow: 'yes' },
      };
      const name = question.ext?.name;
      if (name === 'never') return;
      response.writeHead(name === 'broken' ? 500 : 200);
      response.end(name === 'garbage' ? '{"allow":true' : JSON.stringify(answers[name] ?? answers.good));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  scene.defer(() => server.closeAllConnections() ?? server.close());
  const url = `http://127.0.0.1:${server.address().port}/who`;
  const broker = await scene.halley({ security: { authentication: { type: 'http', url, timeout: '500ms' } } });
  const attempt = async (name, cookie = 'a=b') => {
    const message = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['long-polling'], ext: { name } };
    const headers = { 'content-type': 'application/json', cookie, 'x-other': 'not passed on' };
    const response = await fetch(broker.url(path), { method: 'POST', headers, body: JSON.stringify([message]) });
    return (await response.json())[0];
  };
  assert.equal((await attempt('good')).successful, true);
  assert.deepEqual(asked, [{ address: '127.0.0.1', path, headers: { Cookie: 'a=b' }, ext: { name: 'good' } }]);
  assert.equal((await attempt('good')).successful, true);
  assert.equal(asked.length, 1);
  assert.equal((await attempt('good', 'a=c')).successful, true);
  assert.equal(asked.length, 2);

  const refused = await attempt('bad');
  assert.equal(refused.error, '403:unknown_user:handshake_denied');
  assert.equal(refused.advice.reconnect, 'handshake');
  for (const name of ['odd', 'broken', 'garbage', 'never']) {
    const reply = await attempt(name);
    assert.equal(reply.error, '403:authentication_unavailable:handshake_denied', name);
    assert.equal(reply.advice.reconnect, 'retry');
  }
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  assert.equal((await attempt('good', 'a=d')).successful, false);
  assert.equal((await attempt('good')).successful, true);
}

/** Somebody who has logged in to an Express application is known to the broker. */
async function expressSession(scene, { cache }) {
  const redis = await scene.use(redisServer());
  const application = await scene.use(expressApplication({ redis: redis.port, secret: 'keyboard cat' }));
  const file = folder(scene);
  const broker = await scene.halley({
    security: {
      authentication: {
        type: 'express',
        secret: file('secrets', 'a newer secret\nkeyboard cat\n'),
        redis: `127.0.0.1:${redis.port}`,
        cache,
      },
      every_request: true,
    },
  });
  const ask = (cookie) => fetch(broker.url(path), { headers: cookie ? { cookie } : {} }).then(({ status }) => status);
  const visitor = await application.visit();
  // There is no standard way to ask for such a cookie, so this is no 401.
  assert.equal(await ask(), 403);
  assert.equal(await ask(visitor), 403);
  const cookie = await application.logIn('ada');
  assert.equal(await ask(cookie), 200);
  assert.equal(await ask(`${cookie.slice(0, -1)}x`), 403);

  const body = JSON.stringify([
    { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['long-polling'], id: '1' },
  ]);
  const headers = { cookie, 'content-type': 'application/json' };
  const [reply] = await (await fetch(broker.url(path), { method: 'POST', headers, body })).json();
  assert.equal(reply.successful, true);

  await application.logOut(cookie);
  if (cache === 'none') {
    assert.equal(await ask(cookie), 403);
  } else {
    assert.equal(await ask(cookie), 200);
  }
  // Without Redis nobody is let in who is not remembered.
  const bob = await application.logIn('bob');
  redis.dispose();
  assert.equal(await ask(bob), 403);
}

const one = (name, run) => ({ name: `authentication, 2 shards: ${name}`, shards: 2, run });
const missing = (program) => spawnSync(program, ['--version']).error?.code === 'ENOENT';

export const cases = [
  ...[7, 9].flatMap((version) =>
    ['websocket', 'long-polling'].flatMap((transport) => [
      one(`cometd.js ${version} by ${transport}: a token in ext`, (scene) => tokenInExt(scene, version, transport)),
      one(`cometd.js ${version} by ${transport}: an expiry`, (scene) => tokenExpires(scene, version, transport)),
    ]),
  ),
  one('cometd.js 9 by long-polling: a token in a header', (scene) => tokenInHeader(scene, 9)),
  one('cometd.js 9 by long-polling: passwords', (scene) => passwordFiles(scene, 9, 'long-polling')),
  one('nodefony-stage: a login', nodefonyLogin),
  one('a server of the operator', hook),
  ...['1m', 'none'].map((cache) =>
    one(`Express and Redis, cache: ${cache}`, (scene) => {
      if (missing('redis-server')) scene.skip('no redis-server here');
      return expressSession(scene, { cache });
    }),
  ),
];
