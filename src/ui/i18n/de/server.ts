import type { BulkRow, Service } from '../../api/types.ts';
import type { Strings } from '../en/index.ts';
import { check } from './checks.ts';
import { form } from './form.ts';
import { fields, particulars, problems } from './problems.ts';

const warnings: Record<BulkRow['warnings'][number]['code'], string> = {
  same_key_overlaps:
    'Zur selben Zeit streamt ein anderes Meeting mit demselben Streaming-Schlüssel. Nur eines davon bliebe live. Verwenden Sie einen anderen Schlüssel.',
  same_key:
    'Ein anderes Meeting streamt mit demselben Streaming-Schlüssel. Sind beide gleichzeitig live, bleibt nur eines live.',
  end_to_end_encrypted:
    'Dieses Meeting ist Ende-zu-Ende-verschlüsselt und kann nicht live gehen. Wählen Sie in den Zoom-Einstellungen des Meetings die erweiterte Verschlüsselung.',
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
  key_is_hidden:
    'Das sind die Punkte, die den Streaming-Schlüssel verbergen. Lassen Sie ihn beim Dienst anzeigen und kopieren Sie ihn noch einmal.',
  key_is_placeholder:
    'Das sagt nur, wo der Streaming-Schlüssel hingehört. Geben Sie den Schlüssel selbst ein.',
  key_has_entities:
    'In diesem Streaming-Schlüssel steht „&amp;“; so schreibt der Quelltext einer Webseite „&“. Ersetzen Sie es durch „&“.',
  service_mismatch: 'Das gehört zu einem anderen Dienst als die Streaming-URL.',
  page_not_ascii:
    'Zoom nimmt in dieser URL nur einfache Buchstaben an. Uplink speichert die kodierte Form; sie führt zur selben Seite.',
  page_is_ingest:
    'Dorthin wird gestreamt, dort wird nicht zugesehen. Kopieren Sie die Adresse der Seite, auf der man zusieht.',
  page_scheme: 'Die Adresse einer Seite beginnt mit https://.',
};

const keyHelp: Partial<Record<Service['service'], string>> = {
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

/** German messages for the API's problems: by code, and by reason if there is one. */
export const server: Strings['server'] = {
  problem: ({ code, detail, title, reason, facts = {}, errors = [] }) => {
    const lacking = errors.filter(({ reason: why }) => why === 'missing' || why === 'needed');
    const labels = lacking.flatMap(({ field }) => names[field.replace(/^changes\./, '')] ?? []);
    if (labels.length > 0) return `Es fehlt noch: ${labels.join(', ')}.`;
    const particular = reason && particulars[reason]?.(facts);
    return particular ?? problems[code] ?? (detail || title);
  },
  /** Zoom's own message if there is no other. */
  field: ({ message, reason, facts = {} }) => (reason && fields[reason]?.(facts)) ?? message,
  warning: ({ code }) => warnings[code],
  check,
  keyHelp: ({ service, name, key_path: path }) => keyHelp[service] ?? `In ${name}: ${path.join(' › ')}.`,
};
