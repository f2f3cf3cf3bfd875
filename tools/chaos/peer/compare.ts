import { setTimeout as delay } from 'node:timers/promises';
import { type DatabaseGate, startDatabaseGate } from '../../../test/helpers/database-gate.ts';
import { createEndings, type Endings } from '../harness/endings.ts';
import { type Instance, startInstance } from '../harness/instance.ts';
import { between } from '../harness/interference.ts';
import type { Report } from '../harness/run.ts';
import { type Stage, setStage } from '../harness/stage.ts';
import { createPeerHosts, type PeerHost, type PeerHosts } from './hosts.ts';

const CALLERS = 100;
const ROUNDS = 5;
const ZOOM_TAKES_MS = 150;
const HOSTS_OF_OUTAGE = 10;
const OUTAGE_MS = 1_500;

interface Peer {
  stage: Stage;
  hosts: PeerHosts;
  instances: Instance[];
  gate: DatabaseGate;
}

/** The same Zoom, the same database, the same faults, for @zoom/rivet as installed in `directory`. */
export async function comparePeer(directory: string): Promise<Report[]> {
  const endings = createEndings();
  try {
    const peer = await startPeers(endings, directory);
    return [await stampede(peer, 1), await stampede(peer, 2), await failedStore(peer)];
  } finally {
    await endings.end();
  }
}

async function startPeers(endings: Endings, directory: string): Promise<Peer> {
  const stage = await setStage({ command: [], postgres: process.env.TEST_DATABASE_URL });
  endings.teardown(stage.end);
  const hosts = await createPeerHosts(stage);
  endings.teardown(hosts.end);
  const gate = await startDatabaseGate(endings, stage.databaseUrl);
  const env = {
    PEER_DIRECTORY: directory,
    DATABASE_URL: gate.url,
    ZOOM_OAUTH_URL: stage.front.url,
    ZOOM_API_URL: stage.simulator.apiUrl,
    ZOOM_CLIENT_ID: stage.app.clientId,
    ZOOM_CLIENT_SECRET: stage.app.clientSecret,
  };
  const command = ['--import', 'tsx', 'tools/chaos/peer/server.ts'];
  const start = (name: string) => startInstance(endings, { name, command, env });
  const instances = await Promise.all([start('peer 1'), start('peer 2')]);
  return { stage, hosts, instances, gate };
}

/** Whether the peer answered 200. */
async function fetch(instance: Instance | undefined, { user, meeting }: PeerHost): Promise<boolean> {
  if (instance === undefined) throw new RangeError('no such instance');
  const path = `/livestream?${new URLSearchParams({ user, meeting })}`;
  const { statusCode, body } = await instance.pool.request({ method: 'GET', path });
  await body.dump();
  return statusCode === 200;
}

async function stampede({ stage, hosts, instances }: Peer, count: number): Promise<Report> {
  stage.front.takesTime(between(ZOOM_TAKES_MS, ZOOM_TAKES_MS));
  const from = stage.front.ledger.calls.length;
  let rejected = 0;
  let lost = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const host = await hosts.add();
    const callers = Array.from({ length: CALLERS }, (_, caller) => fetch(instances[caller % count], host));
    rejected += (await Promise.all(callers)).filter((isGood) => !isGood).length;
    if (!(await hosts.isConnected(host))) lost += 1;
  }
  const calls = stage.front.ledger.calls.slice(from);
  return {
    scenario: `@zoom/rivet: stampede, ${count} instance${count === 1 ? '' : 's'} × ${CALLERS} callers`,
    counts: {
      rounds: ROUNDS,
      refreshes: calls.length,
      'not 2xx': rejected,
      'stale replays': calls.filter(({ stale }) => stale).length,
      'connections lost': lost,
    },
    faults: [],
  };
}

/** The database is away for a moment right after Zoom has rotated. */
async function failedStore({ stage, hosts, instances, gate }: Peer): Promise<Report> {
  stage.front.takesTime(async () => {});
  let lost = 0;
  let working = 0;
  for (let index = 0; index < HOSTS_OF_OUTAGE; index += 1) {
    const host = await hosts.add();
    stage.front.interferences.add({ user: host.user, after: () => gate.cut() });
    const requested = fetch(instances[0], host);
    await delay(OUTAGE_MS);
    gate.open();
    await requested;
    if (!(await hosts.isConnected(host))) lost += 1;
    if (await fetch(instances[0], host)) working += 1;
  }
  return {
    scenario: `@zoom/rivet: database cut for ${OUTAGE_MS / 1000} s after a rotation`,
    counts: { hosts: HOSTS_OF_OUTAGE, 'connections lost': lost, 'answered 200 afterwards': working },
    faults: [],
  };
}
