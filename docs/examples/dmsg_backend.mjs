#!/usr/bin/env node
// A backend for /service/dmsg, a chat room: what one client sends reaches all of them.
// Clients send JSON objects such as {"from":"Ada","text":"hello"}, or plain text.
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';

const waitingBytes = 8_000_000;
const clients = new Set();

// [the first message, the rest]. A JSON object counts when it is complete, so that the
// pieces of a long one do not mingle with what others send; text goes on as it came.
function takeMessage(data) {
  if (!data.trimStart().startsWith('{')) return [data, ''];
  let depth = 0;
  for (const { 0: token, index } of data.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"?|[{}]/gs)) {
    if (token === '{') depth += 1;
    if (token !== '}') continue;
    depth -= 1;
    if (depth === 0) return [data.slice(0, index + 1), data.slice(index + 1)];
  }
  return ['', data];
}

function sendToAll(message) {
  for (const socket of clients) {
    if (!socket.writable) continue;
    socket.write(message);
    // Someone who does not read must not fill our memory.
    if (socket.writableLength > waitingBytes) socket.destroy();
  }
}

function serve(socket) {
  let message, data = '';
  clients.add(socket);
  socket.setEncoding('utf8'); // keeps a character that TCP has cut until it is whole
  socket.on('data', (received) => {
    for ([message, data] = takeMessage(data + received); message; [message, data] = takeMessage(data)) {
      sendToAll(message);
    }
  });
  socket.on('end', () => socket.end()); // the client has left
  socket.on('error', () => {}); // 'close' follows
  socket.on('close', () => clients.delete(socket));
}

const { values } = parseArgs({ options: { port: { type: 'string', default: '1316' } } });
const server = createServer({ allowHalfOpen: true, noDelay: true }, serve);
server.listen(Number(values.port), '127.0.0.1', () => {
  console.log(`listening on 127.0.0.1:${server.address().port}`);
});
