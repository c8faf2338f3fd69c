import { once } from 'node:events';
import { setImmediate as nextTurn, setTimeout as pass } from 'node:timers/promises';

/** How bytes get through a proxy, in both directions; may change while they do. */
export class Conditions {
  /** Every chunk that was read waits this many milliseconds. */
  delay = 0;
  /** With `n`, no more than n bytes are written at a time, and rarely the same number twice in a row. */
  trickle = 0;
  /** What goes to the client does so in whole UTF-8 characters. */
  wholeAnswers = false;
  #flowing = Promise.resolve();
  #release;

  /** From now on nothing is read and nothing is written, until `release`. */
  stall() {
    if (this.#release) return;
    this.#flowing = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  release() {
    this.#release?.();
    this.#release = undefined;
  }

  get flowing() {
    return this.#flowing;
  }
}

const isWithinCharacter = (byte) => (byte & 0xc0) === 0x80;

async function carry(bytes, to, conditions, whole) {
  if (conditions.delay) await pass(conditions.delay);
  for (let at = 0; at < bytes.length; ) {
    await conditions.flowing;
    const { trickle } = conditions;
    let end = trickle ? at + 1 + (at % trickle) : bytes.length;
    while (whole && isWithinCharacter(bytes[end])) end += 1;
    if (!to.writable) return;
    if (!to.write(bytes.subarray(at, end))) await Promise.race([once(to, 'drain'), once(to, 'close')]);
    at = end;
    if (trickle) await nextTurn();
  }
}

/**
 * Carries what `from` sends to `to`, its FIN included, and ends `to` when `from` breaks. Nothing is read ahead.
 * `answers` says that this is the direction to the client.
 */
export function connectFlow(from, to, conditions, { answers }) {
  from.on('error', () => {});
  from.on('data', async (bytes) => {
    from.pause();
    await carry(bytes, to, conditions, answers && conditions.wholeAnswers).catch(() => {});
    from.resume();
  });
  from.on('end', () => conditions.flowing.then(() => to.end()));
  from.on('close', () => from.readableEnded || to.destroy());
}
