import { setTimeout as delay } from 'node:timers/promises';
import { type DatabaseProxy, startDatabaseProxy } from '../../../test/helpers/database-proxy.ts';
import { type Cleanup, createCleanup } from '../harness/cleanup.ts';
import { type Instance, startInstance } from '../harness/instance.ts';
import type { Report } from '../harness/run.ts';
import { startTestbed, type Testbed } from '../harness/testbed.ts';
import { between } from '../harness/token-faults.ts';
import { createPeerHosts, type PeerHost, type PeerHosts } from './hosts.ts';

const CALLERS = 100;
const ROUNDS = 5;
const ZOOM_TAKES_MS = 150;
const HOSTS_OF_OUTAGE = 10;
const OUTAGE_MS = 1_500;

interface Peer {
  testbed: Testbed;
  hosts: PeerHosts;
  instances: Instance[];
  gate: DatabaseProxy;
}

/** Runs @zoom/rivet, installed in `directory`, with the same Zoom, database and faults. */
export async function comparePeer(directory: string): Promise<Report[]> {
  const cleanup = createCleanup();
  try {
    const peer = await startPeers(cleanup, directory);
    return [await stampede(peer, 1), await stampede(peer, 2), await failedStore(peer)];
  } finally {
    await cleanup.run();
  }
}

async function startPeers(cleanup: Cleanup, directory: string): Promise<Peer> {
  const testbed = await startTestbed({ command: [], postgres: process.env.TEST_DATABASE_URL });
  cleanup.teardown(testbed.end);
  const hosts = await createPeerHosts(testbed);
  cleanup.teardown(hosts.end);
  const gate = await startDatabaseProxy(cleanup, testbed.databaseUrl);
  const env = {
    PEER_DIRECTORY: directory,
    DATABASE_URL: gate.url,
    ZOOM_OAUTH_URL: testbed.tokenProxy.url,
    ZOOM_API_URL: testbed.simulator.apiUrl,
    ZOOM_CLIENT_ID: testbed.app.clientId,
    ZOOM_CLIENT_SECRET: testbed.app.clientSecret,
  };
  const command = ['--import', 'tsx', 'tools/chaos/peer/server.ts'];
  const start = (name: string) => startInstance(cleanup, { name, command, env });
  const instances = await Promise.all([start('peer 1'), start('peer 2')]);
  return { testbed, hosts, instances, gate };
}

/** Whether the peer returned 200. */
async function fetch(instance: Instance | undefined, { user, meeting }: PeerHost): Promise<boolean> {
  if (instance === undefined) throw new RangeError('no such instance');
  const path = `/livestream?${new URLSearchParams({ user, meeting })}`;
  const { statusCode, body } = await instance.pool.request({ method: 'GET', path });
  await body.dump();
  return statusCode === 200;
}

async function stampede({ testbed, hosts, instances }: Peer, count: number): Promise<Report> {
  testbed.tokenProxy.setLatency(between(ZOOM_TAKES_MS, ZOOM_TAKES_MS));
  const from = testbed.tokenProxy.tokenLog.calls.length;
  let rejected = 0;
  let lost = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const host = await hosts.add();
    const callers = Array.from({ length: CALLERS }, (_, caller) => fetch(instances[caller % count], host));
    rejected += (await Promise.all(callers)).filter((isGood) => !isGood).length;
    if (!(await hosts.isConnected(host))) lost += 1;
  }
  const calls = testbed.tokenProxy.tokenLog.calls.slice(from);
  return {
    scenario: `@zoom/rivet: stampede, ${count} instance${count === 1 ? '' : 's'} × ${CALLERS} callers`,
    counts: {
      rounds: ROUNDS,
      refreshes: calls.length,
      'not 2xx': rejected,
      'stale replays': calls.filter(({ stale }) => stale).length,
      'connections lost': lost,
    },
    violations: [],
  };
}

/** The database is briefly unreachable right after Zoom has rotated the token. */
async function failedStore({ testbed, hosts, instances, gate }: Peer): Promise<Report> {
  testbed.tokenProxy.setLatency(async () => {});
  let lost = 0;
  let working = 0;
  for (let index = 0; index < HOSTS_OF_OUTAGE; index += 1) {
    const host = await hosts.add();
    testbed.tokenProxy.faults.add({ user: host.user, after: () => gate.cut() });
    const requested = fetch(instances[0], host);
    await delay(OUTAGE_MS);
    gate.open();
    await requested;
    if (!(await hosts.isConnected(host))) lost += 1;
    if (await fetch(instances[0], host)) working += 1;
  }
  return {
    scenario: `@zoom/rivet: database cut for ${OUTAGE_MS / 1000} s after a rotation`,
    counts: { hosts: HOSTS_OF_OUTAGE, 'connections lost': lost, 'returned 200 afterwards': working },
    violations: [],
  };
}
