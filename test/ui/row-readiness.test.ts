import { test } from 'tap';
import type { Livestream, ReadinessReport } from '../../src/ui/api/types.ts';
import {
  type CheckResult,
  type KnownAboutRow,
  outcomeOf,
  rowReadiness,
  settingsOf,
} from '../../src/ui/lib/row-readiness.ts';

const livestream: Livestream = {
  meeting_id: '82929473321',
  destination_id: null,
  stream_url: 'rtmp://a.rtmp.youtube.com/live2',
  stream_key_hint: '',
  stream_key_fingerprint: 'f1',
  page_url: 'https://youtube.com/live',
  resolution: null,
  configured: true,
  source: 'zoom',
  fetched_at: '2026-11-22T10:00:00.000Z',
  stale: false,
};
const passed: CheckResult = { outcome: 'ready', problems: 0, settings: settingsOf(livestream), at: 0 };
const known = (facts: Partial<KnownAboutRow>) =>
  rowReadiness({
    livestream,
    live: { status: 'idle', since: null },
    sameKeyAs: undefined,
    check: passed,
    ...facts,
  });
const changed = (fields: Partial<Livestream>) => ({ ...livestream, ...fields });

test('a row is ready only after a check of its current settings that found nothing', async (t) => {
  t.strictSame(known({}), { mark: 'ready' });
  t.strictSame(known({ check: null }), { mark: 'configured' }, 'not checked');
  t.strictSame(known({ check: { ...passed, outcome: 'unknown' } }), { mark: 'configured' });
  for (const fields of [
    { stream_key_fingerprint: 'f2' },
    { stream_url: 'rtmp://x/y' },
    { page_url: 'https://x' },
  ])
    t.strictSame(known({ livestream: changed(fields) }), { mark: 'configured' }, 'settings changed since');
  t.strictSame(known({ livestream: changed({ stale: true }) }), { mark: 'configured' }, 'Zoom unreachable');
  t.strictSame(known({ livestream: null }), { mark: 'unknown' }, 'nothing is known');
});

test('problems in the list itself come before an earlier check', async (t) => {
  t.strictSame(known({ sameKeyAs: 'Town hall' }), {
    mark: 'attention',
    reason: 'same_key',
    topic: 'Town hall',
  });
  t.strictSame(known({ livestream: changed({ page_url: '' }) }), { mark: 'attention', reason: 'incomplete' });
  const check: CheckResult = { ...passed, outcome: 'problems', problems: 2 };
  t.strictSame(known({ check }), { mark: 'attention', reason: 'problems', problems: 2 });
});

test('nothing configured is not set up, and a live meeting is live in any case', async (t) => {
  const empty = changed({ stream_url: '', stream_key_fingerprint: '', page_url: '', configured: false });
  t.strictSame(known({ livestream: empty, check: null }), { mark: 'none' });
  const live = { status: 'live', since: null } as const;
  t.strictSame(known({ livestream: null, live }), { mark: 'live' });
  t.strictSame(known({ sameKeyAs: 'Town hall', live }), { mark: 'live' });
});

test('a report with a check that could not run is no proof of readiness', async (t) => {
  const report = (...statuses: ReadinessReport['checks'][number]['status'][]) =>
    ({ ready: true, checks: statuses.map((status) => ({ status })) }) as ReadinessReport;
  t.equal(outcomeOf(report('ok', 'warning')).outcome, 'ready');
  t.equal(outcomeOf(report('ok', 'unknown')).outcome, 'unknown');
  t.strictSame(outcomeOf(report('unknown', 'problem', 'problem')), { outcome: 'problems', problems: 2 });
});
