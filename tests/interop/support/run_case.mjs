// The process of one case: node run_case.mjs NAME HALLEY; the verdict goes to the parent as a message.
import { allCases } from '../cases.mjs';
import { Halley } from './halley.mjs';
import { TcpProxy } from './tcp_proxy.mjs';

const [name, binary] = process.argv.slice(2);

class Skipped extends Error {}

/** What a case gets: makers of what it needs, all of which are disposed of after it. */
class Scene {
  disposals = [];
  brokers = [];

  /** With `tls` its brokers listen with TLS. */
  constructor({ shards, tls }) {
    this.shards = shards;
    this.tls = tls;
  }

  defer(dispose) {
    this.disposals.push(dispose);
  }

  /** With `port` on that one. */
  async halley({ bayeux = {}, tls = this.tls, port, ...rest } = {}) {
    const config = {
      shards: this.shards,
      bayeux: { timeout: '10s', max_interval: '30s', ...bayeux },
      drain: { window: '200ms' },
      ...rest,
    };
    const broker = new Halley(binary, config, tls, port);
    this.brokers.push(broker);
    this.defer(() => broker.dispose());
    return broker.start();
  }

  async proxy(broker) {
    const proxy = await new TcpProxy(broker.port, broker.scheme).start();
    this.defer(() => proxy.dispose());
    return proxy;
  }

  async use(promise) {
    const thing = await promise;
    this.defer(() => thing.dispose());
    return thing;
  }

  skip(reason) {
    throw new Skipped(reason);
  }

  async dispose() {
    const errors = [];
    for (const dispose of this.disposals.reverse()) {
      try {
        await dispose();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}

// Clients throw from callbacks of their own, and the runner ends a late case by SIGTERM: both fail the case.
const interrupted = new Promise((_, reject) => {
  process.on('uncaughtException', reject);
  process.on('unhandledRejection', reject);
  process.on('SIGTERM', () => reject(new Error('ended by SIGTERM, as the runner does when a case takes too long')));
});

/** The end of the log, or what a sanitizer found. */
function tail(broker) {
  const lines = broker.log.trimEnd().split('\n');
  const found = lines.findIndex((line) => /ERROR: \w+Sanitizer|WARNING: \w+Sanitizer|runtime error:/.test(line));
  const shown = found < 0 ? lines.slice(-25) : lines.slice(found, found + 60);
  return ['the broker logged:', ...shown.map((line) => `  ${line}`)].join('\n');
}

async function verdict(one) {
  const scene = new Scene(one);
  let failure;
  try {
    await Promise.race([one.run(scene), interrupted]);
  } catch (error) {
    failure = error;
  }
  try {
    await scene.dispose();
  } catch (error) {
    failure ??= error;
  }
  if (!failure) return { ok: true };
  if (failure instanceof Skipped) {
    return process.env.CI
      ? { ok: false, notes: `must not be skipped here: ${failure.message}` }
      : { ok: true, skipped: failure.message };
  }
  return { ok: false, notes: [failure.stack ?? String(failure), ...scene.brokers.map(tail)].join('\n') };
}

const result = await verdict(allCases.find((each) => each.name === name));
process.send(result, () => process.exit(0));
