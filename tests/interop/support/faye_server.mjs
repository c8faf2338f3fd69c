// Faye's server on a free port, which it prints.
import http from 'node:http';
import faye from 'faye';

const server = http.createServer();
new faye.NodeAdapter({ mount: '/faye', timeout: 20 }).attach(server);
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
