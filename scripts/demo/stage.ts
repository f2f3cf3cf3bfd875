import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../dev/postgres/embedded-postgres.ts';
import { migrate } from '../../src/database/migrate.ts';
import { type Child, startNode } from './child.ts';
import { portOr } from './ports.ts';
import { demoSecrets } from './secrets.ts';

export interface Stage {
  appUrl: string;
  zoomUrl: string;
  /** Resolves when the app has exited on its own. */
  ended: Promise<number | null>;
  /** Stops the app, then everything else. */
  stop(): Promise<void>;
}

export interface StageOptions {
  /** Folder for data and secrets. */
  directory: string;
  /** Preferred ports. If one is not free, another is used. */
  ports: { app: number; zoom: number };
  /** Arguments of node that run the app. */
  app: string[];
  print: (line: string) => void;
}

const READY_WITHIN_MS = 60_000;

/**
 * Starts PostgreSQL, the simulated Zoom and the app in separate processes. Resolves when they are
 * ready.
 */
export async function startStage({ directory, ports, app, print }: StageOptions): Promise<Stage> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    const postgres = await startEmbeddedPostgres({ directory: join(directory, 'postgres') });
    stops.push(postgres.stop);
    await migrate(postgres.url);
    print('PostgreSQL is running, migrations are applied');

    const appUrl = `http://localhost:${await portOr(ports.app)}`;
    const secrets = demoSecrets(directory);
    const zoom = await startSimulator(ports.zoom, appUrl, {
      ...secrets,
      // Stored with the database, because each connection in one needs its grant in the other.
      SIMULATOR_STATE: join(directory, 'zoom.json'),
    });
    stops.push(zoom.child.stop);
    print(`The simulated Zoom is running at ${zoom.url}`);

    const env = {
      ...secrets,
      NODE_ENV: 'development',
      PUBLIC_URL: appUrl,
      PORT: new URL(appUrl).port,
      METRICS_PORT: '0',
      DATABASE_URL: postgres.url,
      ZOOM_OAUTH_URL: zoom.url,
      ZOOM_API_URL: `${zoom.url}/v2`,
      LOG_LEVEL: 'warn',
    };
    const server = startNode(app, { env, onLine: print });
    stops.push(server.stop);
    await untilReady(appUrl, server.exited);
    print(`Uplink is running at ${appUrl}`);
    return { appUrl, zoomUrl: zoom.url, ended: server.exited, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startSimulator(
  wanted: number,
  appUrl: string,
  env: Record<string, string>,
): Promise<{ child: Child; url: string }> {
  const port = String(await portOr(wanted));
  const args = [
    '--import',
    'tsx',
    'tools/zoom-simulator/main.ts',
    '--port',
    port,
    '--redirect-uri',
    `${appUrl}/oauth/callback`,
    '--webhook-url',
    `${appUrl}/webhooks/zoom`,
  ];
  let onReady: (url: string) => void = () => {};
  const ready = new Promise<string>((resolve) => {
    onReady = resolve;
  });
  const onLine = (line: string) => {
    const url = / ready at (\S+)/.exec(line)?.[1];
    if (url !== undefined) onReady(url);
  };
  const child = startNode(args, { env, onLine });
  const url = await Promise.race([ready, child.exited.then(() => undefined)]);
  if (url === undefined) throw new Error('the simulated Zoom did not start');
  return { child, url };
}

async function untilReady(appUrl: string, exited: Promise<number | null>): Promise<void> {
  let isOver = false;
  exited.then(() => {
    isOver = true;
  });
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  while (!isOver && Date.now() < giveUpAt) {
    const status = await fetch(`${appUrl}/readyz`).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(isOver ? 'the app stopped while starting' : 'the app did not become ready');
}
