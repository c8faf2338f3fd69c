/** Throws unless the reply says that `what` was successful. */
export function must(what, reply) {
  if (reply.successful) return;
  // What a transport adds about a failure holds whole sockets.
  const { httpCode, websocketCode, reason } = reply.failure ?? {};
  const shown = reply.failure ? { httpCode, websocketCode, reason } : reply;
  throw new Error(`${what} failed: ${JSON.stringify(shown)}`);
}
