import type { Check, Kind } from '../../api/types.ts';
import type { Strings } from '../en/index.ts';
import { account } from './account.ts';
import { form } from './form.ts';
import { problems } from './problems.ts';

type About = Parameters<Strings['server']['check']>[1];
type CheckOf<Name extends Check['name']> = Extract<Check, { name: Name }>;

/** A message for every reason of every check; TypeScript reports a missing one. */
export type Sentences = {
  readonly [Name in Check['name']]: {
    readonly [Reason in CheckOf<Name>['reason']]: (facts: CheckOf<Name>['facts'], about: About) => string;
  };
};

const nouns: Readonly<Record<Kind, { one: string; toMany: string; ofMany: string }>> = {
  meetings: { one: 'Meeting', toMany: 'Meetings', ofMany: 'Meetings' },
  webinars: { one: 'Webinar', toMany: 'Webinare', ofMany: 'Webinaren' },
};

const SERVICE = '„Benutzerdefinierter Livestreaming-Dienst“';
const LOCKED = 'Falls die Einstellung gesperrt ist, wenden Sie sich an Ihren Zoom-Administrator.';

/** The way through Zoom’s web portal. */
const ways: Readonly<Record<Kind, { settings: string; allow: string }>> = {
  meetings: {
    settings: 'Einstellungen, „In Meeting (Erweitert)“',
    allow: '„Livestreaming von Meetings zulassen“',
  },
  webinars: { settings: 'Einstellungen, „Webinar“', allow: '„Livestreaming von Webinaren zulassen“' },
};

const faults: Readonly<Record<string, string>> = {
  unopenable: 'Die Seite zum Zusehen lässt sich in keinem Browser öffnen.',
  no_page:
    'Die Seite zum Zusehen hat die Adresse eines Streaming-Servers. Die Adresse einer Seite beginnt mit https://.',
  private:
    'Die Seite zum Zusehen ist privat: Sie lässt sich nur in Ihrem Netzwerk oder auf Ihrem Gerät öffnen.',
  ingest:
    'Die Seite zum Zusehen scheint ein Streaming-Server zu sein. Geben Sie die Seite ein, auf der Ihr Publikum zusieht.',
  same_server:
    'Die Seite zum Zusehen liegt auf dem Streaming-Server. Prüfen Sie, ob Ihr Publikum dort zusehen kann.',
  http: 'Die Seite zum Zusehen beginnt mit http:// und wird unverschlüsselt übertragen. Verwenden Sie https, falls die Seite es unterstützt.',
} satisfies Record<NonNullable<CheckOf<'page_address'>['facts']['faults']>[number], string>;

/** Problems whose general message is about the request, not about the check. */
const problemMessages: Readonly<Record<string, string>> = {
  zoom_timeout: 'Zoom hat zu lange für die Antwort gebraucht. Versuchen Sie es gleich erneut.',
  zoom_error: 'Zoom hat die Abfrage aus einem unbekannten Grund abgelehnt.',
};

type WithProblem = { problem?: string };

const problemText = ({ problem = '' }: WithProblem): string =>
  problemMessages[problem] ?? problems[problem] ?? '';
const unchecked = (facts: WithProblem): string => `Nicht geprüft. ${problemText(facts)}`.trimEnd();

const list = new Intl.ListFormat('de');

export const sentences: Sentences = {
  connection: {
    lasts: ({ until, ends_at: end }, { kind, when }) =>
      `Zoom ist verbunden, mindestens bis ${when(until)}. Dieses ${nouns[kind].one} endet vorher, ${when(end)}.`,
    no_fixed_time: ({ until }, { kind, when }) =>
      `Zoom ist verbunden, mindestens bis ${when(until)}. Dieses ${nouns[kind].one} hat keine feste Zeit, die sich damit vergleichen lässt.`,
    ends_earlier: ({ until, ends_at: end }, { kind, when }) =>
      `Zoom ist verbunden, mindestens bis ${when(until)}, aber dieses ${nouns[kind].one} endet später, ${when(end)}. Uplink erneuert die Verbindung täglich. Prüfen Sie kurz vorher noch einmal, oder verbinden Sie sich neu mit Zoom.`,
    unchecked: ({ until, ...rest }, { kind, when }) =>
      `Zoom ist verbunden, mindestens bis ${when(until)}; wann dieses ${nouns[kind].one} endet, ließ sich nicht prüfen. ${problemText(rest)}`.trimEnd(),
  },
  scopes: {
    granted: () => 'Alle Berechtigungen erteilt.',
    missing: ({ missing = [] }) => lacking(missing),
    not_told: () => 'Zoom hat nicht mitgeteilt, welche Berechtigungen erteilt sind.',
  },
  custom_streaming: {
    on: ({ fetched_at: at }, { when }) => `${SERVICE} ist in Zoom aktiviert. Abgefragt: ${when(at)}.`,
    livestreaming_off: (_facts, { kind }) =>
      `Livestreaming von ${nouns[kind].ofMany} ist in Zoom deaktiviert${kind === 'webinars' ? ', oder Ihnen fehlt ein Webinar-Plan' : ''}. Aktivieren Sie ${ways[kind].allow} und ${SERVICE} unter ${ways[kind].settings}. ${LOCKED}`,
    custom_service_off: (_facts, { kind }) =>
      `${SERVICE} ist in Zoom für ${nouns[kind].toMany} deaktiviert. Aktivieren Sie ihn unter ${ways[kind].settings}, ${ways[kind].allow}. ${LOCKED}`,
    not_told: (_facts, { kind }) =>
      `Zoom teilt nicht mit, ob ${SERVICE} für ${nouns[kind].toMany} aktiviert ist. Prüfen Sie es unter ${ways[kind].settings}, ${ways[kind].allow}.`,
    unchecked,
  },
  licence: {
    not_told: () =>
      'Zoom teilt nicht mit, ob Ihr Benutzer eine Lizenz hat. Livestreaming erfordert eine (Pro oder höher).',
    licensed: () => 'Ihr Zoom-Benutzer hat eine Lizenz.',
    basic: () => unlicensed('hat nur den Basis-Plan'),
    none: () => unlicensed('hat keine Lizenz'),
  },
  encryption: {
    not_end_to_end: () =>
      'Dieses Meeting ist nicht Ende-zu-Ende-verschlüsselt und lässt sich deshalb streamen.',
    end_to_end: () =>
      'Dieses Meeting ist Ende-zu-Ende-verschlüsselt und lässt sich nicht streamen. Wählen Sie in seinen Zoom-Einstellungen die erweiterte Verschlüsselung.',
    not_told: () => 'Zoom teilt nicht mit, wie dieses Meeting verschlüsselt ist.',
    unchecked,
  },
  configuration: {
    complete: ({ fetched_at: at }, { when }) =>
      `Streaming-URL, Streaming-Schlüssel und Seite zum Zusehen sind gesetzt. Abgefragt: ${when(at)}.`,
    stale: ({ fetched_at: at }, { when }) =>
      `Streaming-URL, Streaming-Schlüssel und Seite zum Zusehen waren gesetzt. ${asOf(when(at))} Versuchen Sie es gleich erneut.`,
    incomplete: ({ missing = [], stale, fetched_at: at }, { when }) =>
      `Es fehlt noch: ${missing.map((field) => form[field]).join(', ')}. Zoom benötigt Streaming-URL, Streaming-Schlüssel und Seite zum Zusehen.${stale ? ` ${asOf(when(at))}` : ''}`,
    refused: problemText,
    unchecked,
  },
  page_address: {
    public: () =>
      'Die Seite zum Zusehen ist offenbar eine öffentliche https-Seite. Uplink hat sie nicht geöffnet.',
    unusual: ({ faults: found = [] }) => found.map((error) => faults[error]).join(' '),
    none: () => 'Noch keine Seite zum Zusehen eingetragen.',
    unchecked,
  },
  same_key: {
    unused: () =>
      'Kein anderes Ihrer Meetings oder Webinare, die Uplink kennt, verwendet diesen Streaming-Schlüssel.',
    overlapping: (facts, about) =>
      `${streaming(facts, about)} gleichzeitig mit demselben Schlüssel und ${facts.total === 1 ? 'würde' : 'würden'} diesen Stream unterbrechen. Geben Sie jedem einen eigenen Schlüssel.`,
    not_overlapping: (facts, about) =>
      `${streaming(facts, about)} mit demselben Schlüssel zu einer anderen Zeit. Das ist nur ein Problem, wenn sie sich überschneiden.`,
    times_unknown: (facts, about) =>
      `${streaming(facts, about)} mit demselben Schlüssel, möglicherweise gleichzeitig. Wenn sie sich überschneiden, unterbricht einer den anderen.`,
    no_key: () => 'Noch kein Streaming-Schlüssel eingetragen.',
    unchecked,
  },
  last_start: {
    none: () => 'Noch nicht von Uplink gestartet.',
    accepted: ({ at }, { when }) => `Zoom hat den letzten Start von Uplink angenommen: ${when(at)}.`,
    refused: ({ at, problem = '' }, { when }) =>
      problem === 'outcome_unknown'
        ? `Zoom hat den letzten Start von Uplink (${when(at)}) nicht bestätigt.`
        : `Der letzte Start von Uplink (${when(at)}) wurde abgelehnt. ${problems[problem] ?? ''}`.trimEnd(),
  },
  series: {
    series: (_facts, { kind }) =>
      `Dieses ${nouns[kind].one} ist eine Serie: Alle Termine haben dieselben Livestream-Einstellungen, und eine Änderung gilt für alle.`,
    personal_room: () =>
      'Dies ist Ihr persönlicher Raum: Alle Meetings darin haben dieselben Livestream-Einstellungen, und eine Änderung gilt für alle.',
  },
};

function lacking(scopes: readonly string[]): string {
  const uses: Readonly<Record<string, string>> = account.uses;
  const named = scopes.map((scope) => uses[scope] ?? scope);
  return named.length === 1
    ? `Uplink fehlt eine Berechtigung: ${named[0]}. Verbinden Sie sich neu mit Zoom, um sie zu erteilen.`
    : `Uplink fehlen ${named.length} Berechtigungen: ${named.join('; ')}. Verbinden Sie sich neu mit Zoom, um sie zu erteilen.`;
}

function unlicensed(has: string): string {
  return `Ihr Zoom-Benutzer ${has}, und Livestreaming erfordert eine Lizenz (Pro oder höher). Wenden Sie sich an Ihren Zoom-Administrator. Wenn Sie bereits eine haben, verbinden Sie sich neu mit Zoom.`;
}

function asOf(when: string): string {
  return `Zoom war nicht erreichbar; das ist der Stand von ${when}.`;
}

/** „Betriebsversammlung“ (morgen, 10:00) und 2 weitere streamen: without how they stream. */
function streaming({ meetings = [], total = 0 }: CheckOf<'same_key'>['facts'], { when }: About): string {
  const named = meetings.map(({ kind, meeting_id: id, topic, start_time: start }) => {
    const name = topic === '' ? `${nouns[kind].one} ${id}` : `„${topic}“`;
    return start === null ? name : `${name} (${when(start)})`;
  });
  const more = total - named.length;
  const all = more > 0 ? [...named, more === 1 ? 'ein weiteres' : `${more} weitere`] : named;
  return `${list.format(all)} ${total === 1 ? 'streamt' : 'streamen'}`;
}

type Message = (facts: Check['facts'], about: About) => string;

/** The API's own message for a reason that this page does not know yet. */
export const check: Strings['server']['check'] = ({ name, reason, facts, message }, about) => {
  const texts = sentences[name] as Readonly<Record<string, Message>> | undefined;
  return texts?.[reason]?.(facts, about) ?? message;
};
