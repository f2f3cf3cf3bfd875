import { test } from 'tap';
import { createTimes, momentOf } from '../../src/ui/lib/times.ts';

const berlin = createTimes({ locale: 'en', zone: 'Europe/Berlin', hourCycle: 'h23' });
const now = new Date('2026-11-22T22:30:00Z');

test('a time is formatted in the user’s zone and clock', async (t) => {
  t.equal(berlin.timeOfDay(new Date('2026-11-22T12:05:00Z')), '13:05');
  const losAngeles = createTimes({ locale: 'en', zone: 'America/Los_Angeles', hourCycle: 'h12' });
  t.match(losAngeles.timeOfDay(new Date('2026-11-22T22:05:00Z')), /^2:05\sPM$/);
});

test('a day starts at midnight in the user’s zone', async (t) => {
  t.equal(berlin.dayName(new Date('2026-11-22T22:59:00Z'), now), 'Today');
  t.equal(berlin.dayName(new Date('2026-11-22T23:01:00Z'), now), 'Tomorrow');
  t.equal(berlin.dayName(new Date('2026-11-21T22:59:00Z'), now), 'Yesterday');
});

test('the day is correct across a clock change', async (t) => {
  const before = new Date('2026-10-24T22:30:00Z');
  t.equal(berlin.dayName(new Date('2026-10-25T23:30:00Z'), before), 'Tomorrow');
});

test('another year is shown', async (t) => {
  t.equal(berlin.dayName(new Date('2026-11-28T12:00:00Z'), now), 'Saturday, November 28');
  t.match(berlin.moment(new Date('2026-11-28T12:00:00Z'), now), /^Saturday, November 28, (13:00|1:00.PM)$/);
  t.match(berlin.moment(new Date('2026-11-22T23:01:00Z'), now), /^tomorrow, /, 'to stand within a sentence');
  t.equal(berlin.dayName(new Date('2027-01-02T12:00:00Z'), now), 'Saturday, January 2, 2027');
});

test('an age is correct from seconds to days', async (t) => {
  const ages: [string, string | null][] = [
    ['2026-11-22T22:29:30Z', null],
    ['2026-11-22T22:35:00Z', null],
    ['2026-11-22T22:29:10Z', '1 minute ago'],
    ['2026-11-22T22:00:00Z', '30 minutes ago'],
    ['2026-11-22T19:30:00Z', '3 hours ago'],
    ['2026-11-19T22:30:00Z', '3 days ago'],
  ];
  for (const [at, age] of ages) t.equal(berlin.age(new Date(at), now), age, at);
});

test('an unknown zone falls back to the browser’s own', async (t) => {
  const { zone } = createTimes({ locale: 'en', zone: 'Mars/Olympus' });
  t.equal(zone, new Intl.DateTimeFormat().resolvedOptions().timeZone);
});

test('an invalid date is null', async (t) => {
  for (const text of [undefined, null, '', 'soon']) t.equal(momentOf(text), null);
  t.equal(momentOf('2026-11-22T22:30:00Z')?.getTime(), now.getTime());
});
