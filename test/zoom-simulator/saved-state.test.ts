import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Test, test } from 'tap';
import { startClient } from '../../tools/zoom-simulator/client.ts';
import { seededUsers } from '../../tools/zoom-simulator/simulator.ts';

const { events, training } = seededUsers;
const MEETING = '83640019275';

async function stateFile(t: Test): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'zoom-state-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  return join(directory, 'zoom.json');
}

async function start(t: Test, file: string) {
  const client = await startClient({ stateFile: file });
  t.teardown(() => client.simulator.close());
  return client;
}

test('valid grants and livestreams survive a restart, and revoked ones do not return', async (t) => {
  const file = await stateFile(t);
  const first = await start(t, file);
  const stored = (await first.install(events.id)).json;
  const lost = (await first.install(training.id)).json;
  const stream_url = 'rtmp://kept.example.org/x';
  const change = { stream_url, stream_key: 'kept-key-0001', page_url: 'https://kept.example.org/' };
  const path = `/meetings/${MEETING}/livestream`;
  t.equal((await first.call(stored.access_token, 'PATCH', path, change)).status, 204);
  first.simulator.revokeGrant(training.id);
  const rotated = (await first.refresh(stored.refresh_token)).json;
  await first.simulator.close();

  const second = await start(t, file);
  t.match(await second.call(stored.access_token, 'GET', path), { status: 200, json: { stream_url } });
  t.equal((await second.refresh(rotated.refresh_token)).status, 200);
  t.equal((await second.refresh(stored.refresh_token)).status, 400, 'it was rotated before');
  t.equal((await second.refresh(lost.refresh_token)).status, 400, 'it was revoked before');
  t.equal((await stat(file)).mode & 0o777, 0o600);
});

test('a damaged file is treated as empty', async (t) => {
  const file = await stateFile(t);
  await writeFile(file, '{"grants":');
  const client = await start(t, file);
  await client.install(events.id);
  t.equal(JSON.parse(await readFile(file, 'utf8')).grants.length, 1);
});
