import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { test } from 'tap';
import { eventually } from '../helpers/eventually.ts';
import { addToZoom, axeFindings, failOnComplaints, host } from './screens.ts';
import { startWithBrowser } from './start.ts';

type Simulator = Awaited<ReturnType<typeof startWithBrowser>>['simulator'];

const OLD = 'rtmps://old.example.org/app';
const KEY = (room: string) => `key-of-room-${room}-0000`;

function addRoom(simulator: Simulator, topic: string, isConfigured = true): string {
  const livestream = { stream_url: OLD, stream_key: 'old-key-0001', page_url: 'https://example.org/old' };
  return simulator.addMeeting({ hostId: host.id, topic, ...(isConfigured ? { livestream } : {}) }).id;
}

async function openTable(page: Page, url: string): Promise<void> {
  await addToZoom(page, url);
  await page.goto(`${url}/bulk`);
  await page.getByLabel('From a table').check();
  await page.getByRole('textbox', { name: 'Paste from your spreadsheet' }).waitFor();
}

/** Pastes as a browser does after the user copied cells of a spreadsheet. */
async function pasteTable(page: Page, rows: readonly (readonly string[])[]): Promise<void> {
  const text = rows.map((cells) => cells.join('\t')).join('\r\n');
  await page.getByRole('textbox', { name: 'Paste from your spreadsheet' }).evaluate((input, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    input.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, text);
  await page.getByRole('table', { name: 'Rows' }).waitFor();
}

const rowOf = (page: Page, text: string) =>
  page.getByRole('table', { name: 'Rows' }).getByRole('row').filter({ hasText: text });
const previewButton = (page: Page) => page.getByRole('button', { name: 'Preview changes' });
const previewed = (page: Page) => page.getByRole('heading', { level: 2, name: 'Preview' });
const finished = (page: Page) => page.getByText('Finished.').filter({ visible: true }).first();
const streamOf = (simulator: Simulator, id: string) => simulator.state.meetings.get(id)?.livestream;

test('cells pasted from a spreadsheet become a key per meeting: checked, previewed, applied and undone', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const [a, b, c] = ['A', 'B', 'C'].map((room) => addRoom(simulator, `Harvest room ${room}`, room !== 'C'));
  const page = await newPage();
  failOnComplaints(t, page);
  await openTable(page, url);
  await previewButton(page).click();
  await page.getByRole('alert').getByText('Paste a table or choose a file first.').waitFor();
  await pasteTable(page, [
    ['Meeting', 'Start', 'Stream URL', 'Stream key', 'Watch page'],
    [
      `${a?.slice(0, 3)} ${a?.slice(3, 7)} ${a?.slice(7)}`,
      '9:00',
      'rtmps://new.example.org/app',
      KEY('a'),
      'https://example.org/a',
    ],
    [
      `https://zoom.us/j/${b}?pwd=x`,
      '10:00',
      'rtmps://new.example.org/app',
      KEY('b'),
      'https://example.org/b',
    ],
    [`${c}`, '11:00', 'rtmps://new.example.org/app', KEY('c'), 'https://example.org/c'],
  ]);
  await page.getByText('3 rows ready', { exact: true }).waitFor();
  t.strictSame((await axeFindings(page)).map(String), []);
  t.notMatch(await page.content(), /key-of-room-[abc]/, 'no key is shown');

  await previewButton(page).click();
  await previewed(page).waitFor();
  await page.getByText('2 meetings: old.example.org → new.example.org, a key for each').waitFor();
  await page.getByText('1 meeting: Not set up → new.example.org').waitFor();
  await page.getByText('1 can’t be undone, because nothing was configured before').first().waitFor();
  t.equal(streamOf(simulator, a ?? '')?.stream_url, OLD, 'nothing happened yet');
  t.strictSame((await axeFindings(page)).map(String), []);

  await page.getByRole('button', { name: 'Change 3 meetings' }).click();
  await finished(page).waitFor();
  for (const [id, room] of [
    [a, 'a'],
    [b, 'b'],
    [c, 'c'],
  ] as const)
    t.match(streamOf(simulator, id ?? ''), {
      stream_url: 'rtmps://new.example.org/app',
      stream_key: KEY(room),
      page_url: `https://example.org/${room}`,
    });
  await page.getByRole('button', { name: 'Undo 2 of 3' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Undo 2 of 3' }).click();
  t.ok(await eventually(() => streamOf(simulator, b ?? '')?.stream_key === 'old-key-0001'));
});

test('a CSV file of German Excel is read, its columns can be mapped, and each problem is beside its row', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  const [a, twin, otherTwin] = ['Room A', 'Twin', 'Twin'].map((topic) => addRoom(simulator, topic));
  const page = await newPage();
  failOnComplaints(t, page);
  await openTable(page, url);
  const csv = [
    'Topic;Number;Stream URL;Secret;Watch page',
    `"Room A";;rtmps://new.example.org/app;${KEY('a')};https://example.org/a`,
    `Twin;;rtmps://new.example.org/app;${KEY('b')};https://example.org/b`,
    `;8,12E+10;rtmps://new.example.org/app;${KEY('c')};`,
    `Nowhere;;rtmps://new.example.org/app;;`,
    `room a;;new.example.org;${KEY('d')};`,
    ';;;;',
  ].join('\r\n');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose CSV file' }).click(),
  ]);
  const buffer = Buffer.from(`\ufeff${csv}`, 'utf16le');
  await chooser.setFiles({ name: 'rooms.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('main').getByText('5 rows from rooms.csv').waitFor();

  await page.getByText('Columns:').click();
  await page.getByLabel('Number').selectOption('Meeting ID');
  await page.getByLabel('Secret').selectOption('Stream key');
  await page.getByText('1 row ready, 4 to fix').waitFor();
  t.match(await rowOf(page, 'Row 3').textContent(), 'Several meetings have this title. Choose one.');
  t.match(await rowOf(page, 'Row 4').textContent(), 'Excel shortened this meeting ID');
  t.match(await rowOf(page, 'Row 5').textContent(), 'None of your upcoming meetings has this title.');
  t.match(await rowOf(page, 'Row 5').textContent(), 'The new Stream URL needs its stream key.');
  t.match(await rowOf(page, 'Row 6').textContent(), 'Not a Stream URL.');
  t.match(await rowOf(page, 'Row 6').textContent(), 'The same meeting as row 2.');
  t.strictSame((await axeFindings(page)).map(String), []);

  await previewButton(page).click();
  await page.getByRole('alert').getByText('Fix or remove the rows that can’t be used.').waitFor();

  await rowOf(page, 'Row 3').getByRole('combobox').selectOption({ index: 1 });
  await page.getByText('2 rows ready, 3 to fix').waitFor();
  await page.getByRole('button', { name: 'Remove row 4' }).click();
  await page.getByLabel('Show only 2 rows to fix').check();
  t.equal(await rowOf(page, 'Row').count(), 2);
  await page.getByRole('button', { name: 'Edit row 5' }).click();
  await page.getByLabel('Title', { exact: true }).fill('Green room');
  await page.getByLabel('Stream key', { exact: true }).fill(KEY('e'));
  await page.getByRole('textbox', { name: 'Watch page' }).fill('https://example.org/green');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.locator('#table-check:focus').waitFor();
  await page.getByRole('button', { name: 'Remove row 6' }).click();
  await page.getByText('3 rows ready', { exact: true }).waitFor();

  await previewButton(page).click();
  await previewed(page).waitFor();
  await page.getByRole('button', { name: 'Change 3 meetings' }).click();
  await finished(page).waitFor();
  t.equal(streamOf(simulator, a ?? '')?.stream_key, KEY('a'));
  const keys = [twin, otherTwin].map((id) => streamOf(simulator, id ?? '')?.stream_key);
  t.strictSame(keys.filter((key) => key === KEY('b')).length, 1, 'only the chosen one of both');
});

test('a table with keys is neither in the address nor in storage, and a reload prompts before it is lost', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  addRoom(simulator, 'Room A');
  const page = await newPage();
  await openTable(page, url);
  await pasteTable(page, [
    ['Title', 'URL', 'Key'],
    ['Room A', 'rtmps://new.example.org/app', KEY('a')],
  ]);
  const stored = await page.evaluate<string>(
    'JSON.stringify([{ ...sessionStorage }, { ...localStorage }, history.state, location.href])',
  );
  t.notMatch(stored, 'key-of-room');
  const asked: string[] = [];
  page.on('dialog', (dialog) => {
    asked.push(dialog.type());
    return dialog.dismiss();
  });
  await page.evaluate('setTimeout(() => location.reload())');
  t.ok(await eventually(() => asked.includes('beforeunload')));
  await page.getByText('1 row ready').waitFor();
});

test('the current settings are downloaded without keys, and read back unchanged', async (t) => {
  const { url, simulator, newPage } = await startWithBrowser(t);
  addRoom(simulator, '=Room A');
  const page = await newPage();
  failOnComplaints(t, page);
  await openTable(page, url);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download current settings' }).click(),
  ]);
  t.equal(download.suggestedFilename(), 'uplink-current-settings.csv');
  const csv = await readFile(await download.path(), 'utf8');
  t.notMatch(csv, 'old-key-0001');
  t.match(csv, /,'=Room A,/, 'no cell is a formula');
  await page.getByRole('textbox', { name: 'Paste from your spreadsheet' }).fill(csv);
  await page.getByRole('button', { name: 'Read table' }).click();
  await page.getByRole('table', { name: 'Rows' }).waitFor();
  t.match(await rowOf(page, '=Room A').textContent(), 'Ready');

  const [template] = await Promise.all([
    page.waitForEvent('download'),
    (async () => {
      await page.getByRole('button', { name: 'Replace table' }).click();
      await page.getByRole('button', { name: 'Download template' }).click();
    })(),
  ]);
  t.equal(template.suggestedFilename(), 'uplink-template.csv');
});
