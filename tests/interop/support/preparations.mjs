// What some cases need and an installation of the interop suite does not bring along. The runner prepares it once,
// before the first of them; what cannot be had, because a tool is missing or a registry out of reach, is the reason
// for which they are skipped.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const folder = fileURLToPath(new URL('..', import.meta.url));

/** Thrown by a preparation, with a reason that a person can act on. */
class Unavailable extends Error {}

export async function execute(what, program, args) {
  try {
    await run(program, args, { cwd: folder, timeout: 300_000, maxBuffer: 1 << 24 });
  } catch (error) {
    if (error.code === 'ENOENT') throw new Unavailable(`no ${program} here`);
    const lines = `${error.stdout}\n${error.stderr}`.trim().split('\n').filter((line) => /error/i.test(line));
    throw new Unavailable(`${what} failed: ${(lines[0] ?? error.message).trim().slice(0, 160)}`);
  }
}

/**
 * A preparation that fills a folder: `make(path)` runs unless it did so earlier with the same `sources`, which are
 * paths of files in this folder.
 */
export function preparation(name, sources, make) {
  const hash = createHash('sha256');
  for (const source of sources) hash.update(readFileSync(`${folder}/${source}`));
  const path = `${folder}/.cache/${name}-${hash.digest('hex').slice(0, 16)}`;
  return {
    path,
    async prepare() {
      if (existsSync(path)) return;
      const unfinished = `${path}.${process.pid}`;
      mkdirSync(unfinished, { recursive: true });
      try {
        await make(unfinished);
        renameSync(unfinished, path);
      } finally {
        rmSync(unfinished, { recursive: true, force: true });
      }
    },
  };
}

const prepared = new Map();

/** Why the case cannot run, or undefined. */
export function whyNot({ prepare }) {
  if (!prepared.has(prepare)) {
    const reason = (error) => {
      if (error instanceof Unavailable) return error.message;
      throw error;
    };
    prepared.set(prepare, prepare().then(() => undefined, reason));
  }
  return prepared.get(prepare);
}
