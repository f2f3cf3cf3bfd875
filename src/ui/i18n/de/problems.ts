import type { FieldError, Problem } from '../../api/types.ts';

/** The API's problems by code. A test checks that none is missing. */
export const problems: Readonly<Record<string, string>> = {
  invalid_meeting_id: 'Das ist keine Meeting-ID. Kopieren Sie die 8 bis 19 Ziffern, die Zoom dafür zeigt.',
  invalid_request:
    'Etwas an der Eingabe ist nicht gültig. Sehen Sie die Felder durch, und senden Sie sie noch einmal.',
  not_signed_in: 'Melden Sie sich mit Zoom an, und versuchen Sie es erneut.',
  invalid_signature: 'Diese Nachricht ist nicht von Zoom für diese App unterschrieben oder zu alt.',
  cross_site_request:
    'Diese Anfrage kam von einer anderen Website und wurde abgelehnt. Verwenden Sie die App selbst.',
  not_in_account: 'Laut Zoom gehört dieses Meeting zu einem anderen Konto. Melden Sie sich als sein Host an.',
  hosting_not_allowed:
    'Ihr Zoom-Benutzer darf keine Meetings veranstalten oder planen. Bitten Sie Ihren Zoom-Administrator, es zu erlauben.',
  livestream_not_enabled:
    'Benutzerdefiniertes Livestreaming ist für Sie nicht eingeschaltet. Schalten Sie es in Zoom ein: Einstellungen, „In Meeting (Erweitert)“, „Livestreaming von Meetings zulassen“; vielleicht fehlt auch ein Plan oder eine Berechtigung.',
  scope_missing: 'Dafür fehlt Uplink in Zoom eine Berechtigung. Verbinden Sie Zoom neu, um sie zu erteilen.',
  reconnect_required: 'Die Verbindung zu Zoom ist beendet. Verbinden Sie Zoom neu, um weiterzumachen.',
  not_found: 'Unter dieser Adresse gibt es nichts.',
  meeting_not_found:
    'Zoom kennt dieses Meeting nicht unter Ihren. Prüfen Sie seine ID, oder ob es gelöscht wurde oder abgelaufen ist.',
  zoom_user_not_found:
    'Zoom kennt Ihren Benutzer nicht mehr. Verbinden Sie Zoom neu, oder fragen Sie Ihren Zoom-Administrator.',
  method_not_allowed: 'Diese Adresse nimmt das nicht an.',
  not_available_for_this_meeting:
    'Für diese Art von Meeting bietet Zoom kein Livestreaming an. Wenn es ein Webinar ist, öffnen Sie es als Webinar.',
  end_to_end_encrypted:
    'Ein Ende-zu-Ende-verschlüsseltes Meeting lässt sich nicht streamen. Wählen Sie in Zoom in den Einstellungen des Meetings die erweiterte Verschlüsselung.',
  not_started: 'Das hat noch nicht begonnen. Starten Sie es in Zoom, und versuchen Sie es dann erneut.',
  livestream_not_configured:
    'Für dieses Webinar ist kein benutzerdefinierter Livestreaming-Dienst eingerichtet. Speichern Sie zuerst Streaming-URL und Streaming-Schlüssel.',
  not_applied:
    'Zoom hat die Änderung angenommen, aber nicht behalten. Prüfen Sie in den Zoom-Einstellungen, ob „Livestreaming von Meetings zulassen“ und „Benutzerdefinierter Livestreaming-Dienst“ eingeschaltet sind, und speichern Sie erneut.',
  precondition_failed:
    'Dies wurde geändert, seit Sie es geladen haben. Sehen Sie nach, wie es jetzt ist, und entscheiden Sie neu.',
  payload_too_large: 'Die Anfrage ist größer, als diese Adresse annimmt.',
  unsupported_media_type: 'Die Anfrage hat eine Form, die diese Adresse nicht annimmt.',
  precondition_required: 'Es fehlt, welche Fassung Sie ändern. Laden Sie die Seite neu.',
  too_many_requests:
    'Das waren zu viele Anfragen in kurzer Zeit. Warten Sie einen Moment, und versuchen Sie es erneut.',
  zoom_rate_limited: 'Zoom begrenzt, wie schnell Ihr Konto fragen darf. Versuchen Sie es gleich noch einmal.',
  zoom_daily_limit:
    'Ihr Konto hat eine der Tagesgrenzen von Zoom erreicht. Versuchen Sie es nach der genannten Zeit erneut.',
  internal_error:
    'Hier ist etwas schiefgegangen. Versuchen Sie es erneut; wenn es so bleibt, nennen Sie dem Betreiber die Kennung.',
  zoom_unavailable: 'Zoom hat nicht richtig geantwortet. Versuchen Sie es gleich noch einmal.',
  zoom_error:
    'Zoom hat dies aus einem Grund abgelehnt, den Uplink nicht kennt. Was Zoom selbst dazu sagt, steht hier.',
  temporarily_unavailable: 'Uplink kann das gerade nicht. Versuchen Sie es in ein paar Sekunden erneut.',
  app_misconfigured:
    'Zoom nimmt die Zugangsdaten dieses Servers nicht an. Sein Betreiber muss sie berichtigen; Ihre Daten bleiben erhalten.',
  zoom_timeout:
    'Zoom hat zu lange für die Antwort gebraucht, und nichts wurde geändert. Versuchen Sie es gleich noch einmal.',
  outcome_unknown:
    'Zoom hat nicht gesagt, ob die Änderung geschehen ist. Sie noch einmal zu senden schadet nicht.',
};

type Facts = NonNullable<Problem['facts']>;

/** Messages for problems with a reason. */
export const particulars: Readonly<Record<NonNullable<Problem['reason']>, (facts: Facts) => string>> = {
  somebody_else: () =>
    'In diesem Browser ist jetzt jemand anderes angemeldet, und nichts wurde getan. Laden Sie die Seite neu, um als diese Person weiterzumachen.',
  too_many_destinations: ({ most }) =>
    `Sie haben ${most} Ziele, mehr gehen nicht. Löschen Sie eines, das Sie nicht mehr brauchen, und speichern Sie dann erneut.`,
  no_such_destination: () =>
    'Dieses Ziel haben Sie nicht. Vielleicht wurde es gelöscht; sehen Sie in Ihrer Liste nach.',
  destination_changed: () =>
    'Das Ziel wurde geändert, seit Sie es geladen haben. Sehen Sie nach, wie es jetzt ist, und entscheiden Sie neu.',
  too_many_meetings: ({ meetings, most }) =>
    `Das sind ${meetings}, und ${most} lassen sich auf einmal ändern. Grenzen Sie die Auswahl ein.`,
  too_many_bulk_updates: ({ most }) =>
    `${most} Ihrer Änderungen laufen schon. Warten Sie, bis eine davon fertig ist.`,
  no_such_bulk_update: () =>
    'Eine solche Änderung von Ihnen gibt es nicht. Nach neunzig Tagen wird sie gelöscht.',
  still_running: () =>
    'Diese Änderung läuft noch. Brechen Sie sie zuerst ab, oder warten Sie, bis sie fertig ist.',
  changed_since: () => 'Dieser Livestream wurde seither geändert. Er blieb, wie er ist.',
  not_asked_in_time: () =>
    'Zoom ließ sich nicht rechtzeitig nach allen fragen. Wenden Sie es an, oder sehen Sie weniger auf einmal an.',
  resolution_stays: ({ resolution }) =>
    `Eine Auflösung lässt sich in Zoom nicht mehr wegnehmen: Es bleibt bei ${resolution}. Alles andere ist zurückgesetzt.`,
  unreadable: () =>
    'Was geändert werden sollte, lässt sich nicht mehr lesen, und nichts davon ist geschehen. Beginnen Sie neu.',
  no_such_change: () => 'Im Verlauf dieses Livestreams gibt es diese Änderung nicht. Laden Sie ihn neu.',
  change_unreadable: () =>
    'Dieser Eintrag des Verlaufs ist nicht mehr lesbar und lässt sich nicht wiederherstellen. Wählen Sie einen anderen.',
  nothing_to_restore: () => 'Dieser Eintrag des Verlaufs hat nichts geändert, was sich zurücksetzen ließe.',
  was_not_configured: () =>
    'Vor dieser Änderung war nichts eingerichtet, und in Zoom lässt sich das nicht wiederherstellen. Speichern Sie stattdessen andere Einstellungen.',
  not_configured_yet: () =>
    'Dieser Livestream ist noch nicht eingerichtet: Zoom braucht Streaming-URL, Streaming-Schlüssel und Seiten-URL.',
  perhaps_started: () =>
    'Zoom hat nicht gesagt, ob der Livestream begonnen hat. Sehen Sie nach, ob er läuft; wenn nicht, starten Sie ihn nach 30 Sekunden erneut.',
  started_too_soon: ({ seconds }) =>
    `Zoom nimmt in ${seconds} Sekunden nur einen Start eines Livestreams an. Sehen Sie nach, ob er begonnen hat; wenn nicht, versuchen Sie es dann erneut.`,
  perhaps_done: () =>
    'Zoom hat nicht richtig geantwortet und die Änderung vielleicht gemacht, vielleicht auch nicht. Sie noch einmal zu senden schadet nicht.',
  webinar_livestreaming_off: () =>
    'Benutzerdefiniertes Livestreaming von Webinaren ist für Sie nicht eingeschaltet. Schalten Sie es in Zoom ein: Einstellungen, „Webinar“, „Livestreaming von Webinaren zulassen“; vielleicht fehlt auch ein Webinar-Tarif oder eine Berechtigung.',
  plan_or_permission: () =>
    'Zoom erlaubt das für Ihren Benutzer nicht: Es fehlt der Tarif (Pro oder höher), eine Berechtigung oder eine Einstellung. Prüfen Sie in Zoom unter „In Meeting (Erweitert)“, ob „Livestreaming von Meetings zulassen“ eingeschaltet ist, oder fragen Sie Ihren Zoom-Administrator.',
  nothing_runs: () =>
    'Zoom hat das nicht angenommen. Wenn der Livestream nicht läuft, gibt es nichts zu beenden oder zu ändern; prüfen Sie sonst die Meeting-ID.',
  stored_page_invalid: () =>
    'Die in Zoom gespeicherte Zuschauerseite ist keine gültige Webadresse, und Zoom nimmt sie nicht noch einmal an. Berichtigen Sie sie, und speichern Sie erneut.',
  too_many_windows: ({ most }) =>
    `Uplink ist bereits in ${most} Ihrer Browser oder Geräte geöffnet. Schließen Sie einen davon, oder laden Sie diese Seite neu.`,
};

type FieldFacts = NonNullable<FieldError['facts']>;

/** What is wrong with a field, in words that follow its name. */
export const fields: Readonly<Record<NonNullable<FieldError['reason']>, (facts: FieldFacts) => string>> = {
  missing: () => 'fehlt',
  needed: () => 'wird gebraucht, weil Zoom noch keine Angabe hat',
  empty: () => 'darf nicht leer sein',
  too_long: ({ most }) => `darf höchstens ${most} Zeichen haben`,
  characters: () => 'enthält Zeichen, die nicht erlaubt sind',
  one_of: ({ allowed = [] }) => `muss eines hiervon sein: ${allowed.join(', ')}`,
  type: () => 'hat eine Form, die hier nicht passt',
  unknown_field: () => 'wird hier nicht angenommen',
  stream_address: () =>
    'muss eine Adresse mit rtmp, rtmps, srt, http oder https sein, ohne Benutzername und Passwort',
  page_address: () => 'muss eine Adresse mit http oder https sein, ohne Benutzername und Passwort',
  meeting_id: () => 'muss eine Meeting-ID mit 8 bis 19 Ziffern sein',
  time: () => 'muss ein Zeitpunkt mit Datum, Uhrzeit und Zeitzone sein',
  nothing_to_change: () => 'muss mindestens ein Feld ändern',
  not_kept: () => 'wurde von Zoom angenommen, aber nicht behalten',
  no_such_destination: () => 'ist keines Ihrer Ziele',
  too_many_meetings: ({ most }) => `trifft auf mehr als ${most} Meetings zu`,
  not_later: () => 'muss nach dem Anfang liegen',
};
