// cometd-nodejs-server with the acknowledgement extension on a free port; it prints its URL.
import http from 'node:http';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../interop/', import.meta.url));
const cometd = require('cometd-nodejs-server');
const { AcknowledgedMessagesExtension } = require('cometd-nodejs-server/ack-extension');

const bayeux = cometd.createCometDServer({ timeout: 5000, maxInterval: 20000 });
bayeux.addExtension(new AcknowledgedMessagesExtension());
const server = http.createServer(bayeux.handle);
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/cometd`));
