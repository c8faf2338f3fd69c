// The same clients over https and wss.
import { packages, open as openPython } from './aiocometd.mjs';
import { driver, open as openJava } from './java.mjs';
import { execute, preparation } from './support/preparations.mjs';
import { scenarios } from './support/scenarios.mjs';

// The clients get to know it from their environment, so it is there before their processes.
const certificate = preparation('certificate', ['tls.mjs'], async (path) => {
  const subject = ['-subj', '/CN=halley', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '3650'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${path}/key.pem`];
  await execute('openssl', ['req', '-x509', ...subject, ...key, '-out', `${path}/cert.pem`]);
});

const cert = `${certificate.path}/cert.pem`;
const tls = { certificate: cert, private_key: `${certificate.path}/key.pem` };

const trustStore = preparation('trust-store', ['tls.mjs'], async (path) => {
  const store = ['-keystore', `${path}/trust.p12`, '-storetype', 'PKCS12', '-storepass', 'halley'];
  await execute('keytool', ['-importcert', '-noprompt', '-alias', 'halley', '-file', cert, ...store]);
});

const all = (...preparations) => ({
  async prepare() {
    for (const each of preparations) await each.prepare();
  },
});

const java = driver('8.0.10');
const forJava = `-Djavax.net.ssl.trustStore=${trustStore.path}/trust.p12 -Djavax.net.ssl.trustStorePassword=halley`;

const clients = [
  {
    name: 'cometd 9',
    path: '/cometd',
    needs: certificate,
    environment: { NODE_EXTRA_CA_CERTS: cert },
    async open(url, transport) {
      const { CometdClient } = await import('./support/cometd_client.mjs');
      return CometdClient.open(9, url, { transports: [transport] });
    },
  },
  {
    name: 'faye',
    path: '/faye',
    needs: certificate,
    environment: { NODE_EXTRA_CA_CERTS: cert },
    async open(url, transport) {
      const { FayeClient } = await import('./support/faye_client.mjs');
      return FayeClient.open(url, { transport });
    },
  },
  {
    name: 'aiocometd',
    path: '/cometd',
    needs: all(certificate, packages),
    environment: { SSL_CERT_FILE: cert },
    open: openPython,
  },
  {
    name: 'cometd-java 8.0.10',
    path: '/cometd',
    needs: all(certificate, trustStore, java),
    environment: { JAVA_TOOL_OPTIONS: forJava },
    open: (url, transport) => openJava(java, url, { transport }),
  },
];

export const cases = clients.flatMap(({ name, path, open, ...rest }) =>
  ['websocket', 'long-polling'].flatMap((transport) =>
    scenarios.map(([title, scenario]) => ({
      name: `${name} ${transport} over TLS, 2 shards: ${title}`,
      shards: 2,
      tls,
      ...rest,
      run: (scene) => scenario(scene, (url) => open(url, transport), path),
    })),
  ),
);
