import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until, within } from './wait.mjs';

const listening = /listening on https?:\/\/127\.0\.0\.1:(\d+)/;

function mustBeClean(signal, outcome) {
  if (!outcome || outcome.code === 0) return;
  throw new Error(`${signal} should end the broker with status 0, not ${JSON.stringify(outcome)}`);
}

/** One broker process, with a configuration of its own and a port of its own. */
export class Halley {
  /** `tls` is what a listener has, if clients come by `https` and `wss`. */
  constructor(binary, config, tls, port = 0) {
    this.binary = binary;
    this.config = config;
    this.tls = tls;
    this.scheme = tls ? 'https' : 'http';
    this.folder = mkdtempSync(join(tmpdir(), 'halley-interop-'));
    this.file = join(this.folder, 'halley.yaml');
    this.log = '';
    this.port = port;
  }

  async start() {
    const from = this.log.length;
    const listen = [{ address: '127.0.0.1', port: this.port, ...(this.tls && { tls: this.tls }) }];
    // JSON is YAML, so no second writer is needed.
    writeFileSync(this.file, JSON.stringify({ listen, ...this.config }, null, 2));
    const args = ['--config', this.file];
    const child = spawn(this.binary, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.child = child;
    this.exited = new Promise((resolve) => {
      child.on('error', (error) => resolve({ error }));
      child.on('close', (code, signal) => resolve({ code, signal }));
    });
    let outcome;
    this.exited.then((value) => {
      outcome = value;
      const { code, signal } = value;
      if (code !== 0) this.log += `(this process ended with ${signal ?? `status ${code}`})\n`;
    });
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text) => {
      this.log += text;
    });
    const line = await until('the broker to listen', () => listening.exec(this.log.slice(from)) || outcome);
    if (outcome) throw new Error(`the broker did not start: ${JSON.stringify(outcome)} ${outcome.error ?? ''}`);
    this.port = Number(line[1]);
    return this;
  }

  url(path) {
    return `${this.scheme}://127.0.0.1:${this.port}${path}`;
  }

  /** Ends it politely; anything but a clean exit is an error. */
  async stop(signal = 'SIGINT') {
    mustBeClean(signal, await this.#end(signal));
  }

  /** Tells it to end, and resolves when it has. */
  async drain() {
    await this.stop('SIGTERM');
  }

  async kill() {
    await this.#end('SIGKILL');
  }

  /** Stops by `signal` and starts again on the same port. */
  async restart(signal) {
    await (signal === 'SIGKILL' ? this.kill() : this.stop(signal));
    await this.start();
  }

  async dispose() {
    try {
      await this.stop();
    } finally {
      this.child?.kill('SIGKILL');
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  async #end(signal) {
    if (!this.child) return undefined;
    const child = this.child;
    this.child = undefined;
    const crashed = child.exitCode !== null || child.signalCode !== null;
    if (!crashed) child.kill(signal);
    try {
      const outcome = await within(`the broker to end after ${signal}`, this.exited, 20_000);
      if (crashed) throw new Error(`the broker had ended by itself: ${JSON.stringify(outcome)}`);
      return outcome;
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }
}
