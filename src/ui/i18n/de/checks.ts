import type { Check, Kind } from '../../api/types.ts';
import type { Strings } from '../en/index.ts';
import { account } from './account.ts';
import { form } from './form.ts';
import { problems } from './problems.ts';

type About = Parameters<Strings['server']['check']>[1];
type CheckOf<Name extends Check['name']> = Extract<Check, { name: Name }>;

/** A sentence for every reason of every check; none can be left out. */
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
const LOCKED = 'Lässt es sich dort nicht umschalten, kann es Ihr Zoom-Administrator.';

/** The way through Zoom’s web portal. */
const ways: Readonly<Record<Kind, { settings: string; allow: string }>> = {
  meetings: {
    settings: 'Einstellungen, „In Meeting (Erweitert)“',
    allow: '„Livestreaming von Meetings zulassen“',
  },
  webinars: { settings: 'Einstellungen, „Webinar“', allow: '„Livestreaming von Webinaren zulassen“' },
};

const faults: Readonly<Record<string, string>> = {
  unopenable: 'Die Seiten-URL ist keine, die ein Browser öffnen könnte.',
  no_page:
    'Die Seiten-URL ist ein Ort, an den gestreamt wird, keine Seite: Die Adresse einer Seite beginnt mit https://.',
  private:
    'Die Seiten-URL ist privat: Nur in Ihrem eigenen Netz oder auf Ihrem Rechner lässt sie sich öffnen.',
  ingest:
    'Die Seiten-URL sieht nach dem Ort aus, an den gestreamt wird, nicht nach dem, an dem zugesehen wird.',
  same_server:
    'Die Seiten-URL liegt auf dem Server, der den Stream annimmt. Prüfen Sie, ob man dort zusehen kann.',
  http: 'Die Seiten-URL beginnt mit http: Nichts schützt diejenigen, die sie öffnen. Verwenden Sie https, wo die Seite es hat.',
} satisfies Record<NonNullable<CheckOf<'page_address'>['facts']['faults']>[number], string>;

/** Problems whose general message is about the request, not about the check. */
const problemMessages: Readonly<Record<string, string>> = {
  zoom_timeout: 'Zoom hat zu lange für die Antwort gebraucht. Versuchen Sie es gleich noch einmal.',
  zoom_error: 'Zoom hat die Auskunft aus einem Grund abgelehnt, den Uplink nicht kennt.',
};

type WithProblem = { problem?: string };

const problemText = ({ problem = '' }: WithProblem): string =>
  problemMessages[problem] ?? problems[problem] ?? '';
const unchecked = (facts: WithProblem): string =>
  `Das ließ sich nicht prüfen. ${problemText(facts)}`.trimEnd();

const list = new Intl.ListFormat('de');

export const sentences: Sentences = {
  connection: {
    lasts: ({ until, ends_at: end }, { kind, when }) =>
      `Zoom ist verbunden, mindestens bis ${when(until)}. Dieses ${nouns[kind].one} endet vorher, ${when(end)}.`,
    no_fixed_time: ({ until }, { kind, when }) =>
      `Zoom ist verbunden, mindestens bis ${when(until)}. Dieses ${nouns[kind].one} hat keine feste Zeit, mit der sich das vergleichen ließe.`,
    ends_earlier: ({ until, ends_at: end }, { kind, when }) =>
      `Zoom ist verbunden, mindestens bis ${when(until)}, aber dieses ${nouns[kind].one} endet später, ${when(end)}. Uplink erneuert die Verbindung täglich: Sehen Sie kurz vorher noch einmal nach, oder verbinden Sie Zoom neu.`,
    unchecked: ({ until, ...rest }, { kind, when }) =>
      `Zoom ist verbunden, mindestens bis ${when(until)}; wann dieses ${nouns[kind].one} endet, ließ sich nicht prüfen. ${problemText(rest)}`.trimEnd(),
  },
  scopes: {
    granted: () => 'Alle Berechtigungen erteilt.',
    missing: ({ missing = [] }) => lacking(missing),
    not_told: () => 'Zoom hat nicht mitgeteilt, welche Berechtigungen erteilt sind.',
  },
  custom_streaming: {
    on: ({ fetched_at: at }, { when }) =>
      `${SERVICE} ist in Zoom eingeschaltet. Zoom wurde gefragt: ${when(at)}.`,
    livestreaming_off: (_facts, { kind }) =>
      `Livestreaming von ${nouns[kind].ofMany} ist in Zoom ausgeschaltet${kind === 'webinars' ? ', oder Ihnen fehlt ein Webinar-Plan' : ''}. Schalten Sie ${ways[kind].allow} unter ${ways[kind].settings} ein, zusammen mit ${SERVICE}. ${LOCKED}`,
    custom_service_off: (_facts, { kind }) =>
      `${SERVICE} ist in Zoom für ${nouns[kind].toMany} ausgeschaltet. Schalten Sie ihn unter ${ways[kind].settings}, ${ways[kind].allow} ein. ${LOCKED}`,
    not_told: (_facts, { kind }) =>
      `Zoom sagt nicht, ob ${SERVICE} für ${nouns[kind].toMany} eingeschaltet ist. Sehen Sie unter ${ways[kind].settings}, ${ways[kind].allow} nach.`,
    unchecked,
  },
  licence: {
    not_told: () =>
      'Zoom sagt nicht, ob Ihr Benutzer eine Lizenz hat. Livestreaming braucht eine (Pro oder höher).',
    licensed: () => 'Ihr Zoom-Benutzer hat eine Lizenz.',
    basic: () => unlicensed('hat nur den Basis-Plan'),
    none: () => unlicensed('hat keine Lizenz'),
  },
  encryption: {
    not_end_to_end: () =>
      'Dieses Meeting ist nicht Ende-zu-Ende-verschlüsselt und lässt sich deshalb streamen.',
    end_to_end: () =>
      'Dieses Meeting ist Ende-zu-Ende-verschlüsselt und lässt sich nicht streamen. Wählen Sie in Zoom in seinen Einstellungen die erweiterte Verschlüsselung.',
    not_told: () => 'Zoom sagt nicht, wie dieses Meeting verschlüsselt ist.',
    unchecked,
  },
  configuration: {
    complete: ({ fetched_at: at }, { when }) =>
      `Streaming-URL, Streaming-Schlüssel und Seiten-URL sind gesetzt. Zoom wurde gefragt: ${when(at)}.`,
    stale: ({ fetched_at: at }, { when }) =>
      `Streaming-URL, Streaming-Schlüssel und Seiten-URL waren gesetzt. ${asOf(when(at))} Versuchen Sie es gleich noch einmal.`,
    incomplete: ({ missing = [], stale, fetched_at: at }, { when }) =>
      `Es fehlt noch: ${missing.map((field) => form[field]).join(', ')}. Zoom braucht Streaming-URL, Streaming-Schlüssel und Seiten-URL.${stale ? ` ${asOf(when(at))}` : ''}`,
    refused: problemText,
    unchecked,
  },
  page_address: {
    public: () =>
      'Die Seiten-URL sieht nach einer öffentlichen https-Seite aus. Uplink hat sie nicht geöffnet.',
    unusual: ({ faults: found = [] }) => found.map((error) => faults[error]).join(' '),
    none: () => 'Noch gibt es keine Seiten-URL anzusehen.',
    unchecked,
  },
  same_key: {
    unused: () =>
      'Kein anderes Meeting oder Webinar, das Uplink von Ihnen kennt, hat diesen Streaming-Schlüssel.',
    overlapping: (facts, about) =>
      `${streaming(facts, about)} gleichzeitig mit demselben Schlüssel und ${facts.total === 1 ? 'würde' : 'würden'} diesen Stream unterbrechen. Geben Sie jedem einen eigenen Schlüssel.`,
    not_overlapping: (facts, about) =>
      `${streaming(facts, about)} mit demselben Schlüssel zu einer anderen Zeit. Das ist nur ein Problem, wenn sie sich überschneiden.`,
    times_unknown: (facts, about) =>
      `${streaming(facts, about)} mit demselben Schlüssel, möglicherweise gleichzeitig. Wenn sie sich überschneiden, unterbricht einer den anderen.`,
    no_key: () => 'Noch gibt es keinen Streaming-Schlüssel, nach dem zu suchen wäre.',
    unchecked,
  },
  last_start: {
    none: () => 'Von hier wurde noch nicht gestartet.',
    accepted: ({ at }, { when }) => `Den letzten Start von hier hat Zoom angenommen: ${when(at)}.`,
    refused: ({ at, problem = '' }, { when }) =>
      problem === 'outcome_unknown'
        ? `Der letzte Start von hier, ${when(at)}, blieb ungewiss: Zoom hat nicht gesagt, ob er gelang.`
        : `Der letzte Start von hier, ${when(at)}, wurde abgelehnt. ${problems[problem] ?? ''}`.trimEnd(),
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
  return `Ihr Zoom-Benutzer ${has}, und Livestreaming braucht eine Lizenz (Pro oder höher). Bitten Sie die Person darum, die Ihr Zoom-Konto verwaltet; haben Sie schon eine, verbinden Sie Zoom neu.`;
}

function asOf(when: string): string {
  return `Zoom war nicht erreichbar; das ist der Stand von ${when}.`;
}

/** „Betriebsversammlung“ (morgen, 10:00) und 2 weitere streamen: to be followed by where. */
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

/** The API's own sentence for a reason that is newer than this page. */
export const check: Strings['server']['check'] = ({ name, reason, facts, message }, about) => {
  const texts = sentences[name] as Readonly<Record<string, Message>> | undefined;
  return texts?.[reason]?.(facts, about) ?? message;
};
