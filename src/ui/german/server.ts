import type { Service, Warning } from '../api.ts';
import type { Strings } from '../strings.ts';
import { check } from './checks.ts';
import { form } from './editing.ts';
import { particulars, problems } from './problems.ts';

const warnings: Record<Warning['code'], string> = {
  insecure_scheme:
    'Dieser Dienst nimmt auch verschlüsselte Streams an. Verwenden Sie seine rtmps-Adresse, damit unterwegs niemand den Schlüssel liest.',
  unusual_scheme:
    'Eine Streaming-Adresse beginnt meist mit rtmps:// oder rtmp://. Prüfen Sie, ob das die Adresse zum Senden ist und nicht die Seite zum Zusehen.',
  missing_scheme: 'Diese Adresse beginnt nicht mit rtmp:// oder rtmps://.',
  user_info:
    'In dieser Adresse steht ein Benutzername oder Passwort. In Zoom ist dafür kein Platz: Entfernen Sie, was vor dem @ steht.',
  key_in_address: 'Diese Adresse endet mit dem Streaming-Schlüssel. Er gehört nur in sein eigenes Feld.',
  key_has_spaces:
    'In diesem Streaming-Schlüssel sind Leerzeichen. Das ist selten: Prüfen Sie, ob etwas anderes mitkopiert wurde.',
  key_is_address: 'Das sieht nach einer Adresse aus. Kopieren Sie den Streaming-Schlüssel vom Dienst.',
  key_is_short: 'Das ist kurz für einen Streaming-Schlüssel. Prüfen Sie, ob er ganz kopiert wurde.',
  key_is_page: 'Der Streaming-Schlüssel ist derselbe wie die Seiten-URL. Eines davon steht im falschen Feld.',
  page_is_ingest:
    'Dorthin wird gestreamt, dort wird nicht zugesehen. Kopieren Sie die Adresse der Seite, auf der man zusieht.',
  page_scheme: 'Die Adresse einer Seite beginnt mit https://.',
};

const keyHelp: Record<Service['service'], string> = {
  youtube:
    'Wählen Sie in YouTube Studio „Erstellen“, „Livestream starten“, „Stream“: Der Streamschlüssel steht bei den Streameinstellungen.',
  twitch:
    'Öffnen Sie im Creator-Dashboard von Twitch „Einstellungen“, „Stream“: Kopieren Sie den primären Streamschlüssel.',
  facebook:
    'Wählen Sie im Live Producer von Facebook „Streaming-Software“: Kopieren Sie den Streamschlüssel; der dauerhafte lässt sich wieder verwenden.',
  vimeo:
    'Öffnen Sie in Vimeo das Live-Event und wählen Sie das Streamen mit einem Encoder: Dort steht der Streamschlüssel.',
  restream:
    'Öffnen Sie in Restream die Streaming-Einrichtung: Der Streamschlüssel steht bei den RTMP-Einstellungen.',
  custom: 'Wer den Dienst betreibt, gibt Ihnen Streaming-URL und Streaming-Schlüssel.',
};

const names: Readonly<Record<string, string>> = {
  stream_url: form.stream_url,
  stream_key: form.stream_key,
  page_url: form.page_url,
  resolution: form.resolution,
};

const fields: [RegExp, string][] = [
  [/^is missing$/, 'fehlt'],
  [/^is needed, because Zoom holds none yet$/, 'wird gebraucht, weil Zoom noch keine Angabe hat'],
  [/^must not be empty$/, 'darf nicht leer sein'],
  [/^has characters that are not allowed$/, 'enthält Zeichen, die nicht erlaubt sind'],
  [
    /^must be an rtmp/,
    'muss eine Adresse mit rtmp, rtmps, srt, http oder https sein, ohne Benutzername und Passwort',
  ],
  [/^must be an http/, 'muss eine Adresse mit http oder https sein, ohne Benutzername und Passwort'],
  [/^is none of your destinations$/, 'ist keines Ihrer Ziele'],
  [/^must be one of (.+)$/, 'muss eines hiervon sein: $1'],
  [/^must NOT have more than (\d+) characters$/, 'darf höchstens $1 Zeichen haben'],
];

/** What the API says in English, said anew: by its code, and a field's fault by its sentence where that is known. */
export const server: Strings['server'] = {
  problem: ({ code, detail, title, errors = [] }) => {
    const lacking = errors.filter(({ message }) => /^is (missing|needed)/.test(message));
    const labels = lacking.flatMap(({ field }) => names[field.replace(/^changes\./, '')] ?? []);
    if (labels.length > 0) return `Es fehlt noch: ${labels.join(', ')}.`;
    const known = particulars.find(([pattern]) => pattern.test(detail));
    return known ? saidAnew(detail, known) : (problems[code] ?? (detail || title));
  },
  field: (message) => {
    const known = fields.find(([pattern]) => pattern.test(message));
    return known ? saidAnew(message, known) : message;
  },
  warning: ({ code }) => warnings[code],
  check,
  keyHelp: ({ service }) => keyHelp[service],
};

/** The German sentence alone, with the numbers of the English one. */
function saidAnew(english: string, [pattern, german]: [RegExp, string]): string {
  return (pattern.exec(english)?.[0] ?? '').replace(pattern, german);
}
