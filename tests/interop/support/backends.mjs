import net from 'node:net';

/** A TCP server on a free port; `dispose` also ends its connections. */
async function backend(onConnection) {
  const sockets = new Set();
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    onConnection(socket);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    sockets,
    dispose: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

const rpc = (result, id = null) => JSON.stringify({ jsonrpc: '2.0', result, error: null, id });

/** What is complete in a text of several JSON objects, and the rest. */
export function objectsIn(text) {
  const objects = [];
  let depth = 0;
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (quoted) {
      if (character === '\\') at += 1;
      else quoted = character !== '"';
    } else if (character === '"') quoted = true;
    else if (character === '{') depth += 1;
    else if (depth === 0) throw new Error(`a backend was sent ${JSON.stringify(text.slice(start))}`);
    else if (character === '}') {
      depth -= 1;
      if (depth > 0) continue;
      objects.push(JSON.parse(text.slice(start, at + 1)));
      start = at + 1;
    }
  }
  return [objects, text.slice(start)];
}

/**
 * Speaks as Nodefony's demonstration does: no framing, `READY` on accept, a JSON-RPC text a tick once started.
 * Two calls may arrive in one read.
 *
 * - `start [ms]` ticks; `stop []` ends that
 * - `echo [value]` answers with the value and the call's id
 * - `bye []` makes the backend close first
 */
export function randomBackend() {
  return backend((socket) => {
    let ticks;
    let pending = '';
    socket.setEncoding('utf8');
    socket.write('READY');
    const calls = {
      start: ([period]) => {
        clearInterval(ticks);
        ticks = setInterval(() => socket.write(rpc(Math.floor(Math.random() * 100))), period);
      },
      stop: () => clearInterval(ticks),
      echo: (params, id) => socket.write(rpc(params, id)),
      bye: () => socket.end(),
    };
    socket.on('data', (text) => {
      const [received, rest] = objectsIn(pending + text);
      pending = rest;
      for (const { method, params, id } of received) calls[method](params, id);
    });
    socket.on('end', () => socket.end());
    socket.on('close', () => clearInterval(ticks));
  });
}

export const awkward = {
  accents: { r: 'é€😀' },
  several: [{ n: 1 }, { n: 2, nested: { text: '}{"\\' } }, { n: 3, list: [[], {}] }],
  big: { r: 'ü'.repeat(100_000) },
};

/**
 * Answers whatever it is sent in awkward pieces: a text cut inside each of its UTF-8 characters and at a brace,
 * several texts in one write, and a text of 200 kB. The last text always says `end`.
 */
export function splitBackend(big = awkward.big) {
  return backend((socket) => {
    socket.on('data', async () => {
      for (const piece of bytewise(JSON.stringify(awkward.accents))) {
        socket.write(piece);
        // Long enough for the broker to see each piece alone; nothing depends on its doing so.
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
      socket.write(awkward.several.map((value) => JSON.stringify(value)).join(''));
      socket.write(JSON.stringify(big));
      socket.write(JSON.stringify({ end: true }));
    });
    socket.on('end', () => socket.end());
  });
}

function bytewise(text) {
  const bytes = Buffer.from(text);
  return Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
}

/**
 * Speaks JSON-RPC 2.0, a text a line. `add` waits until `together` calls are there, from whichever connections, and
 * answers the last first. `end` closes all connections instead of an answer.
 */
export function calculator(together) {
  const waiting = [];
  return backend((socket) => {
    let pending = '';
    const calls = {
      add: (request) => {
        waiting.push(() => {
          const result = request.params.reduce((sum, term) => sum + term, 0);
          socket.write(`${JSON.stringify({ jsonrpc: '2.0', result, id: request.id })}\n`);
        });
        while (waiting.length >= together) for (const answer of waiting.splice(0).reverse()) answer();
      },
      end: () => socket.destroy(),
    };
    socket.setEncoding('utf8');
    socket.on('data', (text) => {
      const lines = (pending + text).split('\n');
      pending = lines.pop();
      for (const request of lines.map((line) => JSON.parse(line))) calls[request.method](request);
    });
    socket.on('end', () => socket.end());
  });
}

/** A port that was free a moment ago and refuses connections. */
export async function refusedPort() {
  const closed = await backend(() => {});
  await closed.dispose();
  return closed.port;
}
