import type { Check } from '../api.ts';
import type { Strings } from '../strings.ts';
import { form } from './editing.ts';

const UNKNOWN = 'Das ließ sich nicht prüfen. Versuchen Sie es gleich noch einmal.';

type Found = Record<Check['status'], string>;

/** What pre-flight found, by check and status; names and times in the API's own sentence are left out. */
const found: Record<Check['name'], Found> = {
  connection: {
    ok: 'Zoom ist verbunden.',
    warning:
      'Zoom ist verbunden, aber vielleicht nicht bis zum Ende. Uplink erneuert die Verbindung täglich: Sehen Sie kurz vorher noch einmal nach, oder verbinden Sie neu.',
    problem: 'Die Verbindung zu Zoom ist beendet. Verbinden Sie Zoom neu.',
    unknown: 'Zoom ist verbunden; wie lange noch, im Vergleich zum Ende, ließ sich nicht prüfen.',
  },
  scopes: {
    ok: 'Uplink hat jede Berechtigung, die es verwendet.',
    warning: 'Uplink fehlen Berechtigungen. Verbinden Sie Zoom neu, um sie zu erteilen.',
    problem:
      'Uplink fehlt eine Berechtigung, ohne die hier nichts geht. Verbinden Sie Zoom neu, um sie zu erteilen.',
    unknown: 'Zoom hat nicht gesagt, welche Berechtigungen es erteilt hat.',
  },
  custom_streaming: {
    ok: '„Benutzerdefinierter Livestreaming-Dienst“ ist in Zoom eingeschaltet.',
    warning: 'Sehen Sie in Zoom nach, ob „Benutzerdefinierter Livestreaming-Dienst“ eingeschaltet ist.',
    problem:
      'Livestreaming oder „Benutzerdefinierter Livestreaming-Dienst“ ist in Zoom ausgeschaltet. Schalten Sie es unter Einstellungen, „In Meeting (Erweitert)“ ein; ist es gesperrt, kann es Ihr Zoom-Administrator.',
    unknown:
      'Zoom sagt nicht, ob „Benutzerdefinierter Livestreaming-Dienst“ eingeschaltet ist. Sehen Sie in Zoom nach.',
  },
  licence: {
    ok: 'Ihr Zoom-Benutzer hat eine Lizenz.',
    warning: 'Ihrem Zoom-Benutzer fehlt vielleicht eine Lizenz.',
    problem:
      'Ihrem Zoom-Benutzer fehlt eine Lizenz, und Livestreaming braucht eine (Pro oder höher). Haben Sie schon eine, verbinden Sie Zoom neu.',
    unknown: UNKNOWN,
  },
  encryption: {
    ok: 'Dieses Meeting ist nicht Ende-zu-Ende-verschlüsselt und lässt sich deshalb streamen.',
    warning: 'Sehen Sie in Zoom nach, wie dieses Meeting verschlüsselt ist.',
    problem:
      'Ein Ende-zu-Ende-verschlüsseltes Meeting lässt sich nicht streamen. Wählen Sie in Zoom die erweiterte Verschlüsselung.',
    unknown: 'Zoom sagt nicht, wie dieses Meeting verschlüsselt ist.',
  },
  configuration: {
    ok: 'Streaming-URL, Streaming-Schlüssel und Seiten-URL sind gesetzt.',
    warning:
      'Streaming-URL, Streaming-Schlüssel und Seiten-URL waren gesetzt; Zoom war gerade nicht erreichbar.',
    problem: 'Zoom braucht Streaming-URL, Streaming-Schlüssel und Seiten-URL, und etwas davon fehlt.',
    unknown: UNKNOWN,
  },
  page_address: {
    ok: 'Die Seiten-URL sieht nach einer öffentlichen https-Seite aus. Uplink hat sie nicht geöffnet.',
    warning: 'An der Seiten-URL ist etwas ungewöhnlich. Prüfen Sie, ob das Publikum sie öffnen kann.',
    problem: 'Die Seiten-URL lässt sich so nicht verwenden.',
    unknown: 'Noch gibt es keine Seiten-URL anzusehen.',
  },
  same_key: {
    ok: 'Kein anderes Meeting oder Webinar, das Uplink von Ihnen kennt, hat diesen Streaming-Schlüssel.',
    warning:
      'Ein anderes Ihrer Meetings oder Webinare hat denselben Streaming-Schlüssel. Zwei Streams zugleich würden einander verdrängen.',
    problem:
      'Zur selben Zeit streamt ein anderes Ihrer Meetings oder Webinare mit demselben Schlüssel und würde diesen Stream verdrängen. Geben Sie einem davon einen anderen.',
    unknown: 'Noch gibt es keinen Streaming-Schlüssel, nach dem zu suchen wäre.',
  },
  last_start: {
    ok: 'Der letzte Start von hier, falls es einen gab, ging gut.',
    warning: 'Den letzten Start von hier hat Zoom abgelehnt. Sehen Sie die übrigen Prüfungen an.',
    problem: 'Den letzten Start von hier hat Zoom abgelehnt. Sehen Sie die übrigen Prüfungen an.',
    unknown: UNKNOWN,
  },
  series: {
    ok: 'Alle Termine dieser Serie haben dieselben Livestream-Einstellungen.',
    warning:
      'Dies ist eine Serie: Alle ihre Termine haben dieselben Livestream-Einstellungen, und eine Änderung gilt für alle.',
    problem: 'Dies ist eine Serie: Eine Änderung gilt für alle ihre Termine.',
    unknown: UNKNOWN,
  },
};

const parts: Readonly<Record<string, string>> = {
  'stream address': form.stream_url,
  'stream key': form.stream_key,
  'page address': form.page_url,
};

export const check: Strings['server']['check'] = ({ name, status, message }) => {
  const missing = name === 'configuration' ? /^Still missing: ([^.]+)\./.exec(message)?.[1] : undefined;
  if (missing === undefined) return found[name][status];
  const named = missing.split(', ').map((each) => parts[each] ?? each);
  return `Es fehlt noch: ${named.join(', ')}. ${found.configuration.problem}`;
};
