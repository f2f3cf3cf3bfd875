import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { test } from 'tap';

const run = promisify(execFile);
const unit = new URL('../../deploy/systemd/uplink.service', import.meta.url);

/** What systemd reports about the unit, with the programs and folders of this machine. */
async function verify(folder: string, change: (text: string) => string = (text) => text): Promise<string> {
  const text = (await readFile(unit, 'utf8'))
    .replaceAll('/usr/bin/node', process.execPath)
    .replace('/opt/uplink', folder);
  const path = join(folder, 'uplink.service');
  await writeFile(path, change(text));
  const { stderr } = await run('systemd-analyze', ['verify', '--man=no', path]).catch((error) => error);
  return stderr
    .split('\n')
    .filter((line: string) => line.includes('uplink.service'))
    .join('\n');
}

test('systemd accepts every line of the unit', async (t) => {
  t.equal(await verify(t.testdir()), '');
});

test('systemd would report an unknown directive', async (t) => {
  const misspelled = await verify(t.testdir(), (text) => text.replace('ProtectHome=', 'ProtectHomes='));
  t.match(misspelled, /ProtectHomes/);
});
