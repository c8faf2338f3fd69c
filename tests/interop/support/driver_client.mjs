import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { RemoteClient } from './remote_client.mjs';
import { within } from './wait.mjs';

/** A pattern as the broker matches it: `*` is one segment, `**` at least one. */
function matches(pattern, channel) {
  if (!pattern.includes('*')) return pattern === channel;
  const prefix = pattern.slice(0, pattern.indexOf('*'));
  if (!channel.startsWith(prefix)) return false;
  return pattern.endsWith('**') || !channel.slice(prefix.length).includes('/');
}

/**
 * A client in another language. Its program takes calls, one line of JSON each: `{id, do, given}`, answers them by
 * `{id, result}` and tells what happens by `{name, value}`; the names are those that `RemoteClient` hears.
 */
export class DriverClient extends RemoteClient {
  window = 100;
  #calls = new Map();
  #channels = new Map();
  #ended;

  /** With `dispatch` the program tells of messages only, and which listeners they are for is found out here. */
  static async open(command, url, { transport, extensions = [], dispatch = false, environment = {} }) {
    const client = new DriverClient();
    client.transport = transport;
    client.dispatch = dispatch;
    client.#start(command, { ...process.env, ...environment });
    await client.open(url, transport, extensions);
    return client;
  }

  call(name, ...given) {
    if (/ubscribe/.test(name) && given.length === 2) this.#channels.set(given[1], given[0]);
    if (name === 'unsubscribe') this.#channels.delete(given[0]);
    const id = this.#calls.size + 1;
    const answer = new Promise((resolve) => this.#calls.set(id, resolve));
    this.child.stdin.write(`${JSON.stringify({ id, do: name, given })}\n`);
    return within(`an answer to ${name}`, Promise.race([answer, this.#ended]));
  }

  hear(name, value) {
    super.hear(name, value);
    if (name !== 'received' || !this.dispatch) return;
    const { channel, data } = value;
    for (const [key, pattern] of this.#channels) {
      if (matches(pattern, channel)) super.hear('event', { key, channel, data });
    }
  }

  async dispose() {
    this.child.kill('SIGKILL');
    await this.#ended.catch(() => {});
  }

  #start([program, ...args], env) {
    // Only what it complains about is shown, when the case fails.
    this.child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], env });
    this.child.stdin.on('error', () => {});
    this.#ended = new Promise((_, reject) => {
      this.child.on('error', reject);
      this.child.on('close', (code, signal) => reject(new Error(`${program} ended by ${signal ?? code}`)));
    });
    this.#ended.catch(() => {});
    createInterface({ input: this.child.stdout }).on('line', (line) => {
      const { id, result, name, value } = JSON.parse(line);
      if (id) this.#calls.get(id)(result);
      else this.hear(name, value);
    });
  }
}
