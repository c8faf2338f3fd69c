// Faye's server on a free port; it prints its URL. Its argument is for how many seconds it holds connects; it
// keeps a session without them for twice as long.
import http from 'node:http';
import { createRequire } from 'node:module';

const faye = createRequire(new URL('../../interop/', import.meta.url))('faye');
const server = http.createServer();
new faye.NodeAdapter({ mount: '/faye', timeout: Number(process.argv[2] ?? 5) }).attach(server);
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/faye`));
