import { nodefonyCases } from './support/nodefony_scenarios.mjs';

async function open(url) {
  const { StageClient } = await import('./support/stage_client.mjs');
  return StageClient.open(url);
}

export const cases = nodefonyCases('nodefony-stage', open, '/realtime', {
  expected: ['authorized', 'handshake', 'connect', 'subscribe', 'unsubscribe', 'disconnect', 'close'],
  subprotocol: '',
});
