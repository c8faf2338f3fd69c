import { Unavailable, download, execute, preparation } from './support/preparations.mjs';
import { redelivery, scenarios } from './support/scenarios.mjs';

const path = '/cometd';
/** The driver is written in it, and CometD 8 needs it. */
const oldestJava = 17;
const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';

/** CometD and the Jetty that it was built with, which had three names for its WebSocket client in that time. */
const versions = {
  '5.0.16': ['9.4.53.v20231009', 'javax', 'org.eclipse.jetty.websocket', 'javax-websocket-client-impl'],
  '7.0.17': ['11.0.24', 'javax', 'org.eclipse.jetty.websocket', 'websocket-jakarta-client'],
  '8.0.10': ['12.0.25', 'jakarta', 'org.eclipse.jetty.ee10.websocket', 'jetty-ee10-websocket-jakarta-client'],
  '9.0.0': ['12.1.2', 'jakarta', 'org.eclipse.jetty.ee10.websocket', 'jetty-ee10-websocket-jakarta-client'],
};

export function driver(version) {
  const [jetty, family, group, container] = versions[version];
  const named = { cometd: version, jetty, family, container, 'container.group': group };
  return preparation(`java-${version}`, ['java/pom.xml', 'java/Driver.java'], async (folder) => {
    const { stdout } = await execute('javac', ['--version']);
    if (Number(/\d+/.exec(stdout)) < oldestJava) throw new Unavailable(`${stdout.trim()} is older than ${oldestJava}`);
    const properties = Object.entries({ ...named, outputDirectory: `${folder}/jars` });
    const given = properties.map(([name, value]) => `-D${name}=${value}`);
    const options = ['--quiet', '--batch-mode', '--file', 'java/pom.xml'];
    await download(`CometD ${version} for Java`, 'mvn', [...options, ...given, copy]);
    const classes = ['-classpath', `${folder}/jars/*`, '-d', `${folder}/classes`];
    await execute('javac', ['-Xlint:all', ...classes, 'java/Driver.java']);
  });
}

// A short-lived process is not worth optimizing for.
const flags = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xshare:auto', '-Dfile.encoding=UTF-8'];

export async function open(needed, url, options) {
  const { DriverClient } = await import('./support/driver_client.mjs');
  const classpath = `${needed.path}/classes:${needed.path}/jars/*`;
  return DriverClient.open(['java', ...flags, '-classpath', classpath, 'Driver'], url, options);
}

export const cases = Object.keys(versions).flatMap((version) => {
  const needs = driver(version);
  return ['websocket', 'long-polling'].flatMap((transport) => [
    ...scenarios.map(([title, scenario]) => ({
      name: `cometd-java ${version} ${transport}, 1 shard: ${title}`,
      shards: 1,
      needs,
      run: (scene) => scenario(scene, (url, options) => open(needs, url, { transport, ...options }), path),
    })),
    {
      name: `cometd-java ${version} ${transport}, 1 shard: AckExtension, redelivery`,
      shards: 1,
      needs,
      run: (scene) => redelivery(scene, (url, options) => open(needs, url, { transport, ...options }), path),
    },
  ]);
});
