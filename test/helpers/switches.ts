import type { Client, Json } from './client.ts';
import { eventually } from './eventually.ts';
import { addHosted, waitUntil } from './zoom-host.ts';

/** A saved destination with Zoom's member names. */
export const BACKUP = {
  stream_url: 'rtmps://backup.example/live',
  stream_key: 'canary-backup-key-77bk',
  page_url: 'https://watch.example/backup',
} as const;

/** Saves a destination. @returns its id */
export async function saveDestination(client: Client, given: object = {}): Promise<string> {
  const response = await client.post('/api/destinations', { body: { name: 'Backup', ...BACKUP, ...given } });
  if (response.status !== 201) throw new Error(`saving a destination failed: ${response.text}`);
  return response.json.id;
}

type Simulator = Parameters<typeof addHosted>[0];

/** Adds a meeting or webinar that the client has started to stream. */
export async function addLive(
  client: Client,
  simulator: Simulator,
  kind: Parameters<typeof addHosted>[1] = 'meetings',
) {
  const hosted = addHosted(simulator, kind, { live: true });
  await client.get(hosted.path);
  const { status, text } = await client.patch(`${hosted.path}/status`, { action: 'start' });
  if (status !== 204) throw new Error(`the start failed: ${text}`);
  return { ...hosted, switchPath: `${hosted.path}/switch` };
}

/** Begins a switch. */
export function beginSwitch(client: Client, path: string, destinationId: string, ifMatch = '*') {
  return client.post(`${path}/switch`, {
    body: { destination_id: destinationId },
    headers: { 'if-match': ifMatch },
  });
}

/** Waits until the switch has ended. */
export async function switchEnded(client: Client, path: string): Promise<Json> {
  let found: Json;
  await waitUntil(async () => {
    const { status, json } = await client.get(`${path}/switch`);
    found = json;
    return status === 200 && json.status !== 'running';
  });
  return found;
}

/** Waits until the switch is in this step. */
export function switchReaches(client: Client, path: string, step: string): Promise<boolean> {
  return eventually(async () => (await client.get(`${path}/switch`)).json?.step === step);
}

/** The requests that the simulator received about a livestream, such as `stop, update, start`. */
export function sentToZoom(simulator: Simulator, zoomPath: string): string {
  return simulator
    .requests({ method: 'PATCH' })
    .filter(({ path }) => path.startsWith(zoomPath))
    .map(({ body }) => (body as { action?: string }).action ?? 'update')
    .join(', ');
}
