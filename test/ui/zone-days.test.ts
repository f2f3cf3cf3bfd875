import t from 'tap';
import { cityOfZone, dayAfter, startOfDay } from '../../src/ui/lib/zone-days.ts';

t.test('a day starts at midnight in its zone', async (t) => {
  for (const [day, zone, moment] of [
    ['2026-01-15', 'UTC', '2026-01-15T00:00:00.000Z'],
    ['2026-01-15', 'America/New_York', '2026-01-15T05:00:00.000Z'],
    ['2026-01-15', 'Asia/Kathmandu', '2026-01-14T18:15:00.000Z'],
    ['2026-01-15', 'Pacific/Kiritimati', '2026-01-14T10:00:00.000Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
    ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z'],
    ['2026-11-02', 'America/New_York', '2026-11-02T05:00:00.000Z'],
    ['2026-03-08', 'America/Havana', '2026-03-08T05:00:00.000Z'],
    ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00.000Z'],
    ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
  ] as const)
    t.equal(startOfDay(day, zone).toISOString(), moment, `${day} ${zone}`);
});

t.test('the day after the last of a month is the first', async (t) => {
  t.equal(dayAfter('2026-12-31'), '2027-01-01');
  t.equal(dayAfter('2028-02-28'), '2028-02-29');
});

t.test('a time zone is named by its city, if it has one', async (t) => {
  t.equal(cityOfZone('Europe/Berlin'), 'Berlin');
  t.equal(cityOfZone('America/Argentina/Buenos_Aires'), 'Buenos Aires');
  for (const zone of ['UTC', 'Etc/GMT+5']) t.equal(cityOfZone(zone), null, zone);
});
