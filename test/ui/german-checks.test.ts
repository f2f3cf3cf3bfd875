import t from 'tap';
import { type CheckName, PAGE_ERRORS, REASONS } from '../../src/preflight/reasons.ts';
import type { Check } from '../../src/ui/api/types.ts';
import { de as german } from '../../src/ui/i18n/de/index.ts';

const when = (moment: string | undefined) => `«${moment}»`;

/** The German message of a check; falling back to the API's message would be visible. */
function text(check: Pick<Check, 'name' | 'reason' | 'facts'>, kind: 'meetings' | 'webinars' = 'meetings') {
  const found = { status: 'warning', message: 'ENGLISH', ...check } as Check;
  return german.server.check(found, { kind, when });
}

const town = { kind: 'webinars', meeting_id: '84112345678', topic: 'Town hall', start_time: 'T1' } as const;

/** The facts of each reason, and what the message must contain of them. */
const FACTS: { [Name in CheckName]: Record<string, { facts: object; sends: (string | RegExp)[] }> } = {
  connection: {
    lasts: { facts: { until: 'U', ends_at: 'E' }, sends: ['«U»', '«E»'] },
    no_fixed_time: { facts: { until: 'U' }, sends: ['«U»', 'keine feste Zeit'] },
    ends_earlier: { facts: { until: 'U', ends_at: 'E' }, sends: ['«U»', '«E»', 'täglich'] },
    unchecked: { facts: { until: 'U', problem: 'zoom_daily_limit' }, sends: ['«U»', 'Tagesgrenzen'] },
  },
  scopes: {
    granted: { facts: {}, sends: ['Alle Berechtigungen'] },
    missing: {
      facts: { missing: ['user:read:settings'] },
      sends: ['ob Livestreaming aktiviert ist'],
    },
    not_told: { facts: {}, sends: ['nicht mitgeteilt'] },
  },
  custom_streaming: {
    on: { facts: { fetched_at: 'F' }, sends: ['«F»'] },
    livestreaming_off: { facts: { fetched_at: 'F' }, sends: ['Livestreaming von Meetings zulassen'] },
    custom_service_off: { facts: { fetched_at: 'F' }, sends: ['Benutzerdefinierter Livestreaming-Dienst'] },
    not_told: { facts: { fetched_at: 'F' }, sends: ['teilt nicht mit'] },
    unchecked: { facts: { problem: 'scope_missing' }, sends: ['fehlt Uplink eine Berechtigung'] },
  },
  licence: {
    licensed: { facts: {}, sends: ['hat eine Lizenz'] },
    basic: { facts: {}, sends: ['Basis'] },
    none: { facts: {}, sends: ['keine Lizenz'] },
    not_told: { facts: {}, sends: ['teilt nicht mit'] },
  },
  encryption: {
    not_end_to_end: { facts: {}, sends: ['nicht Ende-zu-Ende'] },
    end_to_end: { facts: {}, sends: ['erweiterte Verschlüsselung'] },
    not_told: { facts: {}, sends: ['teilt nicht mit'] },
    unchecked: { facts: { problem: 'zoom_timeout' }, sends: ['zu lange'] },
  },
  configuration: {
    complete: { facts: { fetched_at: 'F', stale: false }, sends: ['«F»'] },
    stale: { facts: { fetched_at: 'F', stale: true }, sends: ['nicht erreichbar', '«F»'] },
    incomplete: {
      facts: { missing: ['stream_key', 'page_url'], fetched_at: 'F', stale: true },
      sends: ['Es fehlt noch: Streaming-Schlüssel, Seite zum Zusehen.', '«F»'],
    },
    refused: { facts: { problem: 'hosting_not_allowed' }, sends: ['darf keine Meetings veranstalten'] },
    unchecked: { facts: { problem: 'zoom_error' }, sends: ['aus einem unbekannten Grund'] },
  },
  page_address: {
    public: { facts: {}, sends: ['öffentliche'] },
    unusual: { facts: { faults: ['private', 'http'] }, sends: ['privat', 'https'] },
    none: { facts: {}, sends: ['keine Seite zum Zusehen'] },
    unchecked: { facts: { problem: 'zoom_unavailable' }, sends: ['nicht verfügbar'] },
  },
  same_key: {
    unused: { facts: {}, sends: ['Kein anderes'] },
    overlapping: { facts: { meetings: [town], total: 3 }, sends: [/^„Town hall“ \(«T1»\) und 2 weitere /] },
    not_overlapping: {
      facts: { meetings: [{ ...town, topic: '', start_time: null }], total: 1 },
      sends: [/^Webinar 84112345678 streamt /, 'zu einer anderen Zeit'],
    },
    times_unknown: {
      facts: { meetings: [town, town], total: 2 },
      sends: [' und „Town hall“', 'möglicherweise gleichzeitig'],
    },
    no_key: { facts: {}, sends: ['kein Streaming-Schlüssel'] },
    unchecked: { facts: { problem: 'zoom_rate_limited' }, sends: ['Anfragelimit'] },
  },
  last_start: {
    none: { facts: {}, sends: ['Noch nicht von Uplink gestartet'] },
    accepted: { facts: { at: 'A' }, sends: ['«A»'] },
    refused: { facts: { at: 'A', problem: 'not_started' }, sends: ['«A»', 'noch nicht begonnen'] },
  },
  series: {
    series: { facts: {}, sends: ['Serie'] },
    personal_room: { facts: {}, sends: ['persönlicher Raum'] },
  },
};

const each = Object.entries(FACTS).flatMap(([name, reasons]) =>
  Object.entries(reasons).map(([reason, { facts, sends }]) => ({
    check: { name, reason, facts } as Check,
    sends,
  })),
);

t.test('every reason of every check has a German message with all its facts', async (t) => {
  for (const [name, reasons] of Object.entries(REASONS))
    t.strictSame(Object.keys(FACTS[name as CheckName]).sort(), [...reasons].sort(), `${name} is looked at`);
  for (const { check, sends } of each) {
    const sentence = text(check);
    t.match(sentence, /^[„\p{Lu}].+[.]$/u, `${check.name} ${check.reason}`);
    t.notMatch(sentence, /ENGLISH|undefined|\b(the|and|your|again)\b/, sentence);
    for (const particular of sends) t.match(sentence, particular);
  }
});

t.test('every error of a watch page has a German message', async (t) => {
  const sentences = PAGE_ERRORS.map((error) =>
    text({ name: 'page_address', reason: 'unusual', facts: { faults: [error] } }),
  );
  t.equal(new Set(sentences).size, PAGE_ERRORS.length);
  for (const sentence of sentences) t.match(sentence, /Seite zum Zusehen.+\.$/);
});

t.test('German messages call a webinar a webinar', async (t) => {
  const off = { name: 'custom_streaming', reason: 'livestreaming_off', facts: {} } as const;
  t.match(text(off, 'webinars'), /Livestreaming von Webinaren.+Webinar-Plan/);
  t.notMatch(text(off, 'webinars'), 'Meeting');
  t.match(text({ name: 'series', reason: 'series', facts: {} }, 'webinars'), /^Dieses Webinar /);
});

t.test('several missing permissions are counted and listed', async (t) => {
  const missing = ['meeting:read:list_meetings', 'user:read:settings'];
  t.match(
    text({ name: 'scopes', reason: 'missing', facts: { missing } }),
    /fehlen 2 Berechtigungen: Ihre Meetings auflisten; prüfen/,
  );
});

t.test('a start without a known outcome is not shown as failed', async (t) => {
  const facts = { at: 'A', problem: 'outcome_unknown' };
  t.match(text({ name: 'last_start', reason: 'refused', facts }), /\(«A»\) nicht bestätigt/);
  t.match(text({ name: 'last_start', reason: 'refused', facts: { at: 'A' } }), /wurde abgelehnt\.$/);
});

t.test('an unknown reason is shown with the API’s message', async (t) => {
  t.equal(text({ name: 'series', reason: 'new', facts: {} } as never), 'ENGLISH');
});
