import t from 'tap';
import { isDay, startOfDay } from '../../src/bulk-updates/local-day.ts';
import { startApp } from '../helpers/app.ts';
import { CHANGES } from '../helpers/bulk.ts';
import { addHosted, HOST } from '../helpers/zoom-host.ts';

t.test(
  'a day starts at its first moment in the time zone, even if clocks skip or repeat midnight',
  async (t) => {
    for (const [day, zone, moment] of [
      ['2026-01-15', 'UTC', '2026-01-15T00:00:00Z'],
      ['2026-01-15', 'America/New_York', '2026-01-15T05:00:00Z'],
      ['2026-01-15', 'Asia/Kolkata', '2026-01-14T18:30:00Z'],
      ['2026-01-15', 'Pacific/Kiritimati', '2026-01-14T10:00:00Z'],
      ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00Z'],
      ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00Z'],
      ['2026-10-26', 'Europe/Berlin', '2026-10-25T23:00:00Z'],
      ['2026-03-08', 'America/Havana', '2026-03-08T05:00:00Z'],
      ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00Z'],
      ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00Z'],
      ['2026-01-15', 'Not/A_Zone', '2026-01-15T00:00:00Z'],
      ['2026-01-15', '', '2026-01-15T00:00:00Z'],
    ] as const)
      t.equal(startOfDay(day, zone), Date.parse(moment), `${day} ${zone}`);
    t.equal(startOfDay('9999-12-31', 'UTC', 1), Date.parse('+010000-01-01T00:00:00Z'));
  },
);

t.test('only valid dates are days', async (t) => {
  for (const day of ['2026-02-28', '2028-02-29', '2026-12-31']) t.ok(isDay(day), day);
  for (const text of ['2026-02-29', '2026-13-01', '2026-1-1', '26-01-01', '2026-01-01T00:00:00Z', ''])
    t.notOk(isDay(text), text);
});

t.test('dates in a filter are days in the user’s time zone, including the last one', async (t) => {
  const uplink = await startApp(t);
  const { simulator } = uplink;
  // This host's time zone is Europe/Berlin.
  const host = await uplink.signIn(HOST);
  const year = new Date().getUTCFullYear() + 1;
  const at = (startTime: string, topic: string) =>
    addHosted(simulator, 'meetings', { topic: `Day test ${topic}`, startTime, duration: 30 });
  at(`${year}-01-14T22:30:00Z`, 'before');
  at(`${year}-01-14T23:00:00Z`, 'first');
  at(`${year}-01-16T22:59:00Z`, 'last');
  at(`${year}-01-16T23:00:00Z`, 'after');
  const find = async (filter: object) => {
    const body = { filter: { topic_contains: 'day test', ...filter }, changes: CHANGES, dry_run: true };
    const { status, json } = await host.post('/api/bulk-updates', { body });
    if (status !== 200) return status;
    return json.rows.map(({ topic }: { topic: string }) => topic.slice('Day test '.length)).sort();
  };
  t.strictSame(await find({ from: `${year}-01-15`, to: `${year}-01-16` }), ['first', 'last']);
  t.strictSame(await find({ from: `${year}-01-15`, to: `${year}-01-15` }), ['first'], 'a single day');
  t.strictSame(await find({ from: `${year}-01-17` }), ['after']);
  t.strictSame(await find({ from: `${year}-01-16T00:00:00+01:00`, to: `${year}-01-16` }), ['last'], 'mixed');
  for (const filter of [
    { from: `${year}-02-30` },
    { from: `${year}-01-16`, to: `${year}-01-15` },
    { to: `${year}-1-5` },
    { from: `${year}-01-16T00:00:00` },
    { from: `${year}-02-30T00:00:00Z` },
  ])
    t.equal(await find(filter), 400, JSON.stringify(filter));
});
