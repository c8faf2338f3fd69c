// Limits are for machines that compile something else at the same time: they only ever end a test that hangs.
export const patience = 30_000;

/** Resolves with the first truthy value of `condition`, which may be a promise, or throws naming what never happened. */
export async function until(what, condition, limit = patience) {
  const end = Date.now() + limit;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${limit} ms in vain for ${describe(what)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** `promise`, or an error naming what never happened. */
export function within(what, promise, limit = patience) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${limit} ms in vain for ${describe(what)}`)), limit);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** A promise for what a callback will say: `const [reply, done] = eventually('reply')`. */
export function eventually(what, limit = patience) {
  let settle;
  const promise = new Promise((resolve) => {
    settle = resolve;
  });
  return [within(what, promise, limit), settle];
}

function describe(what) {
  return typeof what === 'function' ? what() : what;
}
