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
export class Unavailable extends Error {}

export async function execute(program, args) {
  try {
    return await run(program, args, { cwd: folder, timeout: 300_000, maxBuffer: 1 << 24 });
  } catch (error) {
    if (error.code === 'ENOENT') throw new Unavailable(`no ${program} here`);
    throw error;
  }
}

const colours = /\u001b\[[\d;]*m/g;

/** `execute` for what comes from a registry, which may be out of reach. */
export async function download(what, program, args) {
  try {
    return await execute(program, args);
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    const text = `${error.stdout ?? ''}\n${error.stderr ?? error.message}`.replace(colours, '');
    const lines = text.trim().split('\n');
    const telling = lines.filter((line) => /error|go: /i.test(line) && !/warning/i.test(line));
    throw new Unavailable(`${what} cannot be had: ${(telling[0] ?? lines.at(-1)).trim().slice(0, 160)}`);
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

/** The result of a case whose preparation did not work out; undefined when it did. */
export function whyNot({ prepare }) {
  if (!prepared.has(prepare)) {
    const result = (error) =>
      error instanceof Unavailable
        ? { ok: true, skipped: error.message }
        : { ok: false, notes: `the preparation failed: ${error.stack}`, output: error.stderr };
    prepared.set(prepare, prepare().then(() => undefined, result));
  }
  return prepared.get(prepare);
}
