import { test } from 'tap';
import { tableIn } from '../../scripts/docs/markdown.ts';
import { repository } from '../../scripts/docs/repository.ts';
import { MAX_ROWS } from '../../src/bulk-updates/selection.ts';
import { costs, limits } from '../../src/limits.ts';

const count = (value: number) => value.toLocaleString('en');

test('the units and limits of expensive functions in docs/reliability.md are those of the code', async (t) => {
  const rows = tableIn(repository.read('docs/reliability.md'), 'Limits of one user');
  const expected: [name: RegExp, units: string, others: string[]][] = [
    [/^export/, String(costs.export), [`${limits.export.max} at the same time`]],
    [
      /^bulk edit/,
      String(costs.bulkUpdate),
      [
        `${count(MAX_ROWS)} meetings`,
        `${limits.bulkUpdate.maxUnfinished} unfinished`,
        `${limits.bulkUpdate.max} stored`,
      ],
    ],
    [/^meetings of a destination/, String(costs.meetingsOfDestinations), []],
    [/^switch/, String(costs.destinationSwitch), []],
    [/^calendar/, String(costs.calendarLink), []],
    [/^parsing/, String(costs.parse), []],
    [/^destinations/, '–', [`${limits.destination.max},`]],
    [/^event streams/, '–', [`${limits.eventStream.max} per process`]],
    [/^sessions/, '–', [`${limits.session.max};`]],
    [/^erasure/, '–', []],
    [/^calls to Zoom/, '–', []],
    [/^webhooks/, '–', [limits.webhookEvent.retention]],
  ];
  t.equal(rows.length, expected.length);
  for (const [index, [name, units, others]] of expected.entries()) {
    const row = rows[index];
    t.match(row?.Function, name);
    t.equal(row?.Units, units, String(name));
    for (const other of others) t.ok(row?.['Other limits']?.includes(other), `${row?.Function}: ${other}`);
  }
});

test('the maxima and retentions in docs/self-hosting.md are those of the code', async (t) => {
  const rows = tableIn(repository.read('docs/self-hosting.md'), 'Data retention');
  const expected: [what: RegExp, max: string[], retention: string[]][] = [
    [/^sessions/, [`${limits.session.max}`], [limits.session.retention]],
    [
      /^sign-ins in progress/,
      [`${limits.authorizationRequest.max}`],
      [limits.authorizationRequest.retention],
    ],
    [/^destinations/, [`${limits.destination.max}`], []],
    [
      /^history of a meeting/,
      [`${limits.history.maxPerMeeting}`, `${limits.history.maxRevealsPerMeeting}`],
      [limits.history.retention],
    ],
    [/^history of all/, [count(limits.history.max)], [limits.history.retention]],
    [
      /^bulk edits/,
      [`${limits.bulkUpdate.max}`, count(limits.bulkUpdate.maxRows), `${limits.bulkUpdate.maxUnfinished}`],
      [limits.bulkUpdate.retention, limits.bulkUpdate.unchangedRetention],
    ],
    [/^cached livestreams/, [count(limits.livestream.max)], [limits.livestream.retention]],
    [/^switches/, [count(limits.destinationSwitch.max)], [limits.destinationSwitch.retention]],
    [/^cached pages/, [count(limits.listingPage.max)], [limits.listingPage.retention]],
    [/^events for browsers/, [count(limits.userEvent.max)], [limits.userEvent.retention]],
    [/^event streams/, [`${limits.eventStream.max}`], []],
    [/^concurrent exports/, [`${limits.export.max}`], []],
    [/^requests for pages/, [`${limits.page.perMinute}`], []],
    [/^webhook events/, [], [limits.webhookEvent.retention]],
    [/^rate limiter/, [], [limits.rateLimit.retention]],
    [/^keyed hashes/, [], [limits.erasedUser.retention]],
  ];
  for (const [what, max, retention] of expected) {
    const row = rows.find((each) => what.test(each.what ?? ''));
    t.ok(row, String(what));
    const words = (cell = '') => cell.split(/[^\d,]+/).map((word) => word.replace(/,$/, ''));
    for (const value of max) t.ok(words(row?.['maximum per user']).includes(value), `${what}: ${value}`);
    for (const value of retention) t.ok(row?.retention?.includes(value), `${what}: ${value}`);
  }
});
