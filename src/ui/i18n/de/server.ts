import type { BulkRow, Service } from '../../api/types.ts';
import type { Strings } from '../en/index.ts';
import { check } from './checks.ts';
import { form } from './form.ts';
import { fields, particulars, problems } from './problems.ts';

const warnings: Record<BulkRow['warnings'][number]['code'], string> = {
  same_key_overlaps:
    'Ein anderes Meeting verwendet diesen Streaming-Schlüssel gleichzeitig. Nur eines davon bliebe live. Verwenden Sie einen anderen Schlüssel.',
  same_key:
    'Ein anderes Meeting verwendet diesen Streaming-Schlüssel. Wenn beide gleichzeitig streamen, bleibt nur eines live.',
  end_to_end_encrypted:
    'Dieses Meeting ist Ende-zu-Ende-verschlüsselt und kann nicht live gehen. Wählen Sie in den Zoom-Einstellungen des Meetings die erweiterte Verschlüsselung.',
  insecure_scheme:
    'Dieser Dienst unterstützt verschlüsselte Streams. Verwenden Sie seine rtmps-URL, damit der Schlüssel geschützt übertragen wird.',
  unusual_scheme:
    'Eine Streaming-URL beginnt meist mit rtmps:// oder rtmp://. Prüfen Sie, ob Sie die Seite zum Zusehen eingegeben haben.',
  missing_scheme: 'Diese URL beginnt nicht mit rtmp:// oder rtmps://.',
  user_info:
    'Diese URL enthält einen Benutzernamen oder ein Passwort. Zoom unterstützt das nicht: Entfernen Sie den Teil vor dem @.',
  key_in_address: 'Diese URL enthält den Streaming-Schlüssel. Tragen Sie ihn nur in sein eigenes Feld ein.',
  key_has_spaces: 'Dieser Streaming-Schlüssel enthält Leerzeichen. Prüfen Sie, ob Sie zu viel kopiert haben.',
  key_is_address: 'Das sieht nach einer URL aus. Kopieren Sie den Streaming-Schlüssel vom Dienst.',
  key_is_short: 'Dieser Streaming-Schlüssel ist sehr kurz. Prüfen Sie, ob Sie ihn vollständig kopiert haben.',
  key_is_page: 'Streaming-Schlüssel und Seite zum Zusehen sind gleich. Eines davon steht im falschen Feld.',
  key_is_hidden:
    'Das sind die Punkte, die den Streaming-Schlüssel verbergen. Lassen Sie ihn beim Dienst anzeigen und kopieren Sie ihn noch einmal.',
  key_is_placeholder: 'Das ist nur ein Platzhalter. Geben Sie den Streaming-Schlüssel selbst ein.',
  key_has_entities:
    'Dieser Streaming-Schlüssel enthält „&amp;“ aus dem Quelltext einer Webseite. Ersetzen Sie es durch „&“.',
  service_mismatch: 'Dieser Wert gehört zu einem anderen Dienst als die Streaming-URL.',
  page_not_ascii:
    'Zoom unterstützt hier keine Sonderzeichen. Uplink speichert die URL kodiert; sie führt zur selben Seite.',
  page_is_ingest:
    'Das ist die Adresse eines Streaming-Servers. Geben Sie die Seite ein, auf der Ihr Publikum zusieht.',
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
  custom: 'Streaming-URL und Streaming-Schlüssel erhalten Sie vom Betreiber des Dienstes.',
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
