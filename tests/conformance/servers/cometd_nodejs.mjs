// cometd-nodejs-server with the acknowledgement extension on a free port; it prints its URL. Its argument are the
// milliseconds for which it keeps a session without connects.
import http from 'node:http';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../interop/', import.meta.url));
const cometd = require('cometd-nodejs-server');
const { AcknowledgedMessagesExtension } = require('cometd-nodejs-server/ack-extension');

const bayeux = cometd.createCometDServer({ timeout: 5000, maxInterval: Number(process.argv[2]) });
bayeux.addExtension(new AcknowledgedMessagesExtension());
const server = http.createServer(bayeux.handle);
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/cometd`));
