// cometd-nodejs-server with the acknowledgement extension on a free port; it prints its URL. Its arguments are for how
// many seconds it holds connects, and for how many it keeps a session without them.
import http from 'node:http';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../interop/', import.meta.url));
const cometd = require('cometd-nodejs-server');
const { AcknowledgedMessagesExtension } = require('cometd-nodejs-server/ack-extension');

const [timeout = 5, maxInterval = 20] = process.argv.slice(2);
const bayeux = cometd.createCometDServer({ timeout: 1000 * timeout, maxInterval: 1000 * maxInterval });
bayeux.addExtension(new AcknowledgedMessagesExtension());
const server = http.createServer(bayeux.handle);
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/cometd`));
