// Backends of every kind and framing that answer JSON-RPC. `echo` answers with its params; what has no id is not
// answered. Run as a program, `node service_backends.mjs FRAMING`, it speaks on its standard input and output.
import { execFileSync } from 'node:child_process';
import dgram from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';
import { WebSocketServer } from 'ws';
import { objectsIn } from './backends.mjs';

const self = fileURLToPath(import.meta.url);

function answer(text) {
  const { method, params, id } = JSON.parse(text);
  if (id === undefined) return undefined;
  return JSON.stringify(
    method === 'echo'
      ? { jsonrpc: '2.0', result: params, id }
      : { jsonrpc: '2.0', error: { code: -32601, message: 'Method not found' }, id },
  );
}

/** Each takes what is complete from a buffer and returns the texts and the rest. */
const readers = {
  json(buffer) {
    const [objects, rest] = objectsIn(buffer.toString());
    return [objects.map((object) => JSON.stringify(object)), Buffer.from(rest)];
  },
  newline(buffer) {
    const end = buffer.lastIndexOf('\n') + 1;
    const lines = buffer.subarray(0, end).toString().split('\n');
    return [lines.filter(Boolean), buffer.subarray(end)];
  },
  length(buffer) {
    const texts = [];
    let rest = buffer;
    while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32BE()) {
      const end = 4 + rest.readUInt32BE();
      texts.push(rest.subarray(4, end).toString());
      rest = rest.subarray(end);
    }
    return [texts, rest];
  },
  'content-length'(buffer) {
    const texts = [];
    let rest = buffer;
    for (;;) {
      const header = rest.indexOf('\r\n\r\n');
      const size = header < 0 ? NaN : Number(/content-length: *(\d+)/i.exec(rest.subarray(0, header))[1]);
      if (!(rest.length >= header + 4 + size)) return [texts, rest];
      texts.push(rest.subarray(header + 4, header + 4 + size).toString());
      rest = rest.subarray(header + 4 + size);
    }
  },
};
readers.raw = readers.json;

const writers = {
  json: (text) => text,
  raw: (text) => text,
  newline: (text) => `${text}\n`,
  length(text) {
    const bytes = Buffer.from(text);
    const header = Buffer.alloc(4);
    header.writeUInt32BE(bytes.length);
    return Buffer.concat([header, bytes]);
  },
  'content-length': (text) => `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
};

export const framings = Object.keys(writers);

function speak(framing, input, output) {
  let buffer = Buffer.alloc(0);
  input.on('data', (bytes) => {
    const [texts, rest] = readers[framing](Buffer.concat([buffer, bytes]));
    buffer = rest;
    for (const text of texts) {
      const said = answer(text);
      if (said) output.write(writers[framing](said));
    }
  });
  input.on('end', () => output.end());
  input.on('error', () => {});
}

async function listening(server, where) {
  await new Promise((resolve) => server.listen(...where, resolve));
  return () => {
    server.closeAllConnections?.();
    return new Promise((resolve) => server.close(resolve));
  };
}

function socketServer(make, framing) {
  const sockets = new Set();
  const server = make((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    speak(framing, socket, socket);
  });
  const { close } = server;
  server.close = (done) => {
    for (const socket of sockets) socket.destroy();
    return close.call(server, done);
  };
  return server;
}

const local = [0, '127.0.0.1'];

/** Each starts a backend and returns its keys of the configuration, and how to end it. */
const makers = {
  async tcp({ framing }) {
    const server = socketServer((each) => net.createServer({ allowHalfOpen: true }, each), framing);
    const dispose = await listening(server, local);
    return { keys: { port: server.address().port, framing }, dispose };
  },
  async unix({ framing, folder }) {
    const path = join(folder, `${framing}.sock`);
    const server = socketServer((each) => net.createServer({ allowHalfOpen: true }, each), framing);
    return { keys: { path, framing }, dispose: await listening(server, [path]) };
  },
  async tls({ framing, certificate }) {
    const server = socketServer((each) => tls.createServer({ ...certificate.pair, allowHalfOpen: true }, each), framing);
    const dispose = await listening(server, local);
    return { keys: { domain: '127.0.0.1', port: server.address().port, framing, ca: certificate.file }, dispose };
  },
  async process({ framing }) {
    return { keys: { command: [process.execPath, self, framing], framing }, dispose: () => {} };
  },
  async udp() {
    const socket = dgram.createSocket('udp4');
    socket.on('message', (bytes, { port, address }) => {
      const said = answer(bytes.toString());
      if (said) socket.send(said, port, address);
    });
    await new Promise((resolve) => socket.bind(...local, resolve));
    return { keys: { port: socket.address().port }, dispose: () => new Promise((resolve) => socket.close(resolve)) };
  },
  async websocket() {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/rpc' });
    await new Promise((resolve) => server.on('listening', resolve));
    server.on('connection', (socket) => {
      socket.on('message', (bytes) => {
        const said = answer(bytes.toString());
        if (said) socket.send(said);
      });
    });
    return {
      keys: { port: server.address().port, path: '/rpc' },
      dispose: () => {
        for (const client of server.clients) client.terminate();
        return new Promise((resolve) => server.close(resolve));
      },
    };
  },
};

const withoutFraming = ['udp', 'websocket'];

function makeCertificate(folder) {
  const key = join(folder, 'key.pem');
  const file = join(folder, 'certificate.pem');
  const subject = ['-subj', '/CN=backend', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2', '-nodes'];
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-keyout', key, '-out', file];
  execFileSync('openssl', ['req', '-x509', ...made, ...subject], { stdio: 'ignore' });
  return { file, pair: { key: readFileSync(key), cert: readFileSync(file) } };
}

/** A backend for each kind and framing, and for each the `services` of a configuration: dedicated and shared. */
export async function allServices() {
  const folder = mkdtempSync(join(tmpdir(), 'halley-backends-'));
  const certificate = makeCertificate(folder);
  const services = { echo: { type: 'internal' } };
  const disposals = [];
  for (const type of Object.keys(makers)) {
    for (const framing of withoutFraming.includes(type) ? [undefined] : framings) {
      const { keys, dispose } = await makers[type]({ framing, folder, certificate });
      disposals.push(dispose);
      const name = [type, framing].filter(Boolean).join('-');
      services[`${name}-dedicated`] = { type, ...keys };
      // One read may bring several answers, so Halley refuses that.
      if (framing !== 'raw') services[`${name}-shared`] = { type, ...keys, shared: true };
    }
  }
  return {
    services,
    dispose: async () => {
      for (const dispose of disposals) await dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

if (process.argv[1] === self) speak(process.argv[2], process.stdin, process.stdout);
