import { nodefonyCases } from './support/nodefony_scenarios.mjs';

async function open(url) {
  const { SocketClient } = await import('./support/socket_client.mjs');
  return SocketClient.open(url);
}

export const cases = nodefonyCases('nodefony-client', open, '/nodefony/socket', {
  expected: ['handshake', 'ready', 'subscribe', 'unsubscribe', 'disconnect', 'close'],
  subprotocol: 'bayeux',
});
