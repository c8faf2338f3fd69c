#!/usr/bin/env node
// Usage: calc.mjs [PORT]. A JSON-RPC backend: one request a line, one answer a line.
//
// services: { calc: { port: 1317, framing: newline, shared: true } }
import net from 'node:net';
import { createInterface } from 'node:readline';

const methods = {
  add: (...numbers) => numbers.reduce((sum, number) => sum + number, 0),
  div: (dividend, divisor) => {
    if (divisor === 0) throw new RangeError('division by zero');
    return dividend / divisor;
  },
};

function answer(line) {
  let request;
  try {
    request = JSON.parse(line);
  } catch {
    return { jsonrpc: '2.0', error: { code: -32700, message: 'Parse error' }, id: null };
  }
  const { method, params = [], id } = request;
  if (id === undefined) return undefined; // A notification, such as hello, session.opened and session.closed.
  if (!Object.hasOwn(methods, method)) {
    return { jsonrpc: '2.0', error: { code: -32601, message: 'Method not found' }, id };
  }
  try {
    return { jsonrpc: '2.0', result: methods[method](...params), id };
  } catch (error) {
    return { jsonrpc: '2.0', error: { code: -32602, message: error.message }, id };
  }
}

const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
  socket.on('error', () => {});
  const lines = createInterface({ input: socket });
  lines.on('line', (line) => {
    const reply = answer(line);
    if (reply) socket.write(`${JSON.stringify(reply)}\n`);
  });
  lines.on('close', () => socket.end()); // Halley has half-closed: its client is gone.
});
server.listen(Number(process.argv[2] ?? 1317), '127.0.0.1', () => {
  console.log(`calc: listening on ${server.address().port}`);
});
