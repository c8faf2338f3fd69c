#!/usr/bin/env node
// A backend for /service/random. Halley opens one connection a client, and sends its calls:
// {"method":"start","params":[MILLISECONDS]}, {"method":"stop"}, {"method":"echo","params":[1],"id":2}
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';

// [the first JSON object, the rest]; the object is empty while it is not complete.
// There is nothing between two objects, and TCP may join them or cut one anywhere.
function takeObject(data) {
  let depth = 0;
  for (const { 0: token, index } of data.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"?|[{}]/gs)) {
    if (token === '{') depth += 1;
    if (token !== '}') continue;
    depth -= 1;
    if (depth <= 0) return [data.slice(0, index + 1), data.slice(index + 1)];
  }
  return ['', data];
}

function serve(socket) {
  let timer;
  const reply = (result, error = null, id = null) =>
    socket.write(JSON.stringify({ jsonrpc: '2.0', result, error, id }));

  function call({ method, params, id }) {
    if (method === 'start' || method === 'stop') clearInterval(timer);
    if (method === 'start') {
      const pause = Number(params?.[0] ?? 1000);
      if (!(pause >= 0)) throw new TypeError('params must be [milliseconds]');
      timer = setInterval(() => reply(Math.floor(Math.random() * 100)), pause);
    } else if (method === 'echo') {
      reply(params, null, id);
    } else if (method !== 'stop') {
      reply(null, `unknown method ${method}`, id);
    }
  }

  let text, data = '';
  socket.setEncoding('utf8'); // keeps a character that TCP has cut until it is whole
  socket.on('data', (received) => {
    for ([text, data] = takeObject(data + received); text; [text, data] = takeObject(data)) {
      try {
        call(JSON.parse(text));
      } catch (error) {
        reply(null, error.message);
      }
    }
  });
  socket.on('end', () => { // the client has left
    clearInterval(timer);
    socket.end();
  });
  socket.on('error', () => {}); // 'close' follows
  socket.on('close', () => clearInterval(timer));
  socket.write('READY');
}

const { values } = parseArgs({ options: { port: { type: 'string', default: '1315' } } });
const server = createServer({ allowHalfOpen: true, noDelay: true }, serve);
server.listen(Number(values.port), '127.0.0.1', () => {
  console.log(`listening on 127.0.0.1:${server.address().port}`);
});
