// node run.mjs --halley PATH [--filter TEXT] [--jobs N]
// Runs every case in a process of its own, as the clients share globals and may crash, and prints TAP.
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { allCases } from './cases.mjs';
import { whyNot } from './support/preparations.mjs';

const caseLimit = 120_000;
const single = fileURLToPath(new URL('support/run_case.mjs', import.meta.url));

const { values: options } = parseArgs({
  options: {
    halley: { type: 'string' },
    filter: { type: 'string', default: '' },
    jobs: { type: 'string', default: '2' },
  },
});
if (!options.halley || !existsSync(options.halley)) {
  console.error('usage: node run.mjs --halley PATH [--filter TEXT] [--jobs N]');
  process.exit(2);
}
const halley = resolve(options.halley);
const cases = allCases.filter(({ name }) => name.includes(options.filter));
const children = new Set();
// Faye and Chromium would take a proxy of the environment for the loopback too.
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name)));

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const child of children) end(child, 'SIGKILL');
    process.exit(1);
  });
}

/** The child leads a process group, so its brokers end with it. */
function end(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}

async function runOne(one) {
  return (one.needs && (await whyNot(one.needs))) ?? runApart(one);
}

function runApart({ name, environment: more }) {
  return new Promise((done) => {
    const child = fork(single, [name, halley], { silent: true, detached: true, env: { ...environment, ...more } });
    children.add(child);
    let output = '';
    let verdict;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output = (output + text).slice(-4000);
      });
    }
    const timers = [
      setTimeout(() => child.kill('SIGTERM'), caseLimit),
      setTimeout(() => end(child, 'SIGKILL'), caseLimit + 30_000),
    ];
    child.on('message', (message) => {
      verdict = message;
    });
    child.on('close', (code, signal) => {
      timers.forEach(clearTimeout);
      children.delete(child);
      end(child, 'SIGKILL');
      const silent = { ok: false, notes: `the case ended without a verdict (${signal ?? code})` };
      done({ ...(verdict ?? silent), output });
    });
  });
}

function print(number, { name, todo }, { ok, skipped, notes, output }) {
  const directive = skipped ? ` # SKIP ${skipped}` : todo ? ` # TODO ${todo.reason}` : '';
  console.log(`${ok ? 'ok' : 'not ok'} ${number} - ${name}${directive}`);
  if (ok) return;
  for (const line of [notes, output].filter(Boolean).join('\n').trimEnd().split('\n')) console.log(`# ${line}`);
}

console.log('TAP version 13');
console.log(`1..${cases.length}`);
const results = [];
let next = 0;
let printed = 0;
async function work() {
  while (next < cases.length) {
    const mine = next;
    next += 1;
    results[mine] = await runOne(cases[mine]);
    for (; results[printed]; printed += 1) print(printed + 1, cases[printed], results[printed]);
  }
}
await Promise.all(Array.from({ length: Number(options.jobs) }, work));
const expected = ({ ok, skipped, notes }, { todo }) => skipped || (todo ? !ok && todo.fails.test(notes) : ok);
process.exitCode = results.every((result, index) => expected(result, cases[index])) ? 0 : 1;
