import { cases as aiocometd } from './aiocometd.mjs';
import { cases as authentication } from './authentication.mjs';
import { cases as badNetwork } from './bad_network.mjs';
import { cases as browser } from './browser.mjs';
import { cases as cometd } from './cometd.mjs';
import { cases as draining } from './draining.mjs';
import { cases as extensions } from './extensions.mjs';
import { cases as faye } from './faye.mjs';
import { cases as go } from './go.mjs';
import { cases as hostile } from './hostile.mjs';
import { cases as java } from './java.mjs';
import { cases as jsforce } from './jsforce.mjs';
import { cases as mixed } from './mixed.mjs';
import { cases as nodefonyClient } from './nodefony_client.mjs';
import { cases as nodefonyStage } from './nodefony_stage.mjs';
import { cases as services } from './services.mjs';
import { cases as tls } from './tls.mjs';

/**
 * Every case: `{ name, shards, run(scene), todo?, needs?, tls?, environment? }`. `needs` is a preparation, without which it is skipped. One
 * with `todo` is for a feature that the broker does not have yet: it must fail, and its notes match `todo.fails`, so
 * that the mark goes when the feature comes. With `tls` its brokers listen with TLS; `environment` is its process's, too.
 */
export const allCases = [
  ...cometd,
  ...extensions,
  ...draining,
  ...faye,
  ...nodefonyStage,
  ...nodefonyClient,
  ...aiocometd,
  ...java,
  ...go,
  ...jsforce,
  ...mixed,
  ...services,
  ...tls,
  ...hostile,
  ...badNetwork,
  ...authentication,
  ...browser,
];
