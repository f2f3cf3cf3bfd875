import type { FieldError, Problem } from '../../api/types.ts';

/** The API's problems by code. A test checks that none is missing. */
export const problems: Readonly<Record<string, string>> = {
  invalid_meeting_id: 'Das ist keine Meeting-ID. Kopieren Sie die ID mit 8 bis 19 Ziffern aus Zoom.',
  invalid_request: 'Die Eingabe ist ungültig. Prüfen Sie die markierten Felder, und speichern Sie erneut.',
  not_signed_in: 'Melden Sie sich mit Zoom an, und versuchen Sie es erneut.',
  invalid_signature: 'Die Signatur dieser Nachricht ist ungültig oder abgelaufen.',
  cross_site_request:
    'Diese Anfrage kam von einer anderen Website und wurde abgelehnt. Verwenden Sie die App selbst.',
  not_in_account: 'Dieses Meeting gehört zu einem anderen Zoom-Konto. Melden Sie sich als dessen Host an.',
  hosting_not_allowed:
    'Ihr Zoom-Benutzer darf keine Meetings veranstalten oder planen. Wenden Sie sich an Ihren Zoom-Administrator.',
  livestream_not_enabled:
    'Benutzerdefiniertes Livestreaming ist für Sie nicht aktiviert. Aktivieren Sie es in Zoom: Einstellungen, „In Meeting (Erweitert)“, „Livestreaming von Meetings zulassen“. Möglicherweise fehlt auch ein Plan oder eine Berechtigung.',
  scope_missing: 'Dafür fehlt Uplink eine Berechtigung. Verbinden Sie sich neu mit Zoom, um sie zu erteilen.',
  reconnect_required: 'Die Verbindung zu Zoom ist getrennt. Verbinden Sie sich neu mit Zoom.',
  not_found: 'Nicht gefunden.',
  meeting_not_found:
    'Zoom findet dieses Meeting nicht in Ihrem Konto. Prüfen Sie die ID. Vielleicht wurde es gelöscht oder ist abgelaufen.',
  zoom_user_not_found:
    'Zoom findet Ihren Benutzer nicht mehr. Verbinden Sie sich neu mit Zoom, oder wenden Sie sich an Ihren Zoom-Administrator.',
  method_not_allowed: 'Diese Methode wird hier nicht unterstützt.',
  not_available_for_this_meeting:
    'Für diese Art von Meeting bietet Zoom kein Livestreaming an. Wenn es ein Webinar ist, öffnen Sie es als Webinar.',
  end_to_end_encrypted:
    'Ein Ende-zu-Ende-verschlüsseltes Meeting lässt sich nicht streamen. Wählen Sie in seinen Zoom-Einstellungen die erweiterte Verschlüsselung.',
  not_started:
    'Das Meeting oder Webinar hat noch nicht begonnen. Starten Sie es in Zoom, und versuchen Sie es dann erneut.',
  livestream_not_configured:
    'Für dieses Webinar ist kein benutzerdefinierter Livestreaming-Dienst eingerichtet. Speichern Sie zuerst Streaming-URL und Streaming-Schlüssel.',
  not_applied:
    'Zoom hat die Änderung nicht übernommen. Prüfen Sie in den Zoom-Einstellungen, ob „Livestreaming von Meetings zulassen“ und „Benutzerdefinierter Livestreaming-Dienst“ aktiviert sind, und speichern Sie erneut.',
  staging_copy:
    'Dieser Server arbeitet mit einer Kopie der Daten. Er ändert nichts und sendet nichts an Zoom.',
  switch_in_progress:
    'Dieser Livestream wird gerade auf ein anderes Ziel umgestellt. Warten Sie, bis das abgeschlossen ist.',
  precondition_failed:
    'Die Einstellungen wurden geändert, seit Sie sie geladen haben. Prüfen Sie die aktuelle Version, und versuchen Sie es erneut.',
  payload_too_large: 'Die Anfrage ist zu groß.',
  unsupported_media_type: 'Dieses Datenformat wird nicht unterstützt.',
  precondition_required: 'Die Version, die Sie ändern, fehlt in der Anfrage. Laden Sie die Seite neu.',
  too_many_requests:
    'Zu viele Anfragen in kurzer Zeit. Warten Sie einen Moment, und versuchen Sie es erneut.',
  zoom_rate_limited: 'Ihr Zoom-Konto hat das Anfragelimit erreicht. Versuchen Sie es gleich erneut.',
  zoom_daily_limit:
    'Ihr Konto hat eine der Tagesgrenzen von Zoom erreicht. Versuchen Sie es nach der genannten Zeit erneut.',
  internal_error:
    'Ein Fehler ist aufgetreten. Versuchen Sie es erneut. Falls er wieder auftritt, nennen Sie dem Betreiber die Support-Kennung.',
  zoom_unavailable: 'Zoom ist vorübergehend nicht verfügbar. Versuchen Sie es gleich erneut.',
  zoom_error: 'Zoom hat die Anfrage abgelehnt. Die Meldung von Zoom finden Sie unten.',
  temporarily_unavailable:
    'Uplink ist vorübergehend nicht verfügbar. Versuchen Sie es in einigen Sekunden erneut.',
  app_misconfigured:
    'Zoom lehnt die Zugangsdaten dieses Servers ab. Der Betreiber muss sie korrigieren; Ihre Daten bleiben erhalten.',
  zoom_timeout:
    'Zoom hat nicht rechtzeitig geantwortet. Es wurde nichts geändert. Versuchen Sie es gleich erneut.',
  outcome_unknown: 'Zoom hat die Änderung nicht bestätigt. Sie können sie gefahrlos erneut senden.',
};

type Facts = NonNullable<Problem['facts']>;

/** Messages for problems with a reason. */
export const particulars: Readonly<Record<NonNullable<Problem['reason']>, (facts: Facts) => string>> = {
  somebody_else: () =>
    'In diesem Browser ist jetzt ein anderer Benutzer angemeldet. Es wurde nichts geändert. Laden Sie die Seite neu, um mit diesem Benutzer fortzufahren.',
  too_many_destinations: ({ most }) =>
    `Sie haben bereits ${most} Ziele; mehr sind nicht möglich. Löschen Sie eines, und speichern Sie dann erneut.`,
  no_such_destination: () =>
    'Dieses Ziel gibt es nicht. Vielleicht wurde es gelöscht. Prüfen Sie Ihre Ziele.',
  destination_changed: () =>
    'Das Ziel wurde geändert, seit Sie es geladen haben. Prüfen Sie die aktuelle Version, und versuchen Sie es erneut.',
  too_many_meetings: ({ meetings, most }) =>
    `Ausgewählt sind ${meetings}; höchstens ${most} lassen sich auf einmal ändern. Grenzen Sie die Auswahl ein.`,
  too_many_bulk_updates: ({ most }) =>
    `Es laufen bereits ${most} Ihrer Änderungen. Warten Sie, bis eine abgeschlossen ist.`,
  no_such_session: () => 'Diese Sitzung ist bereits beendet. Laden Sie die Liste der Sitzungen neu.',
  no_such_bulk_update: () => 'Diese Änderung gibt es nicht. Änderungen werden nach neunzig Tagen gelöscht.',
  still_running: () =>
    'Diese Änderung läuft noch. Brechen Sie sie zuerst ab, oder warten Sie, bis sie abgeschlossen ist.',
  changed_since: () => 'Dieser Livestream wurde seither geändert und deshalb nicht zurückgesetzt.',
  not_asked_in_time: () =>
    'Für die Prüfung reichte die Zeit nicht. Übernehmen Sie die Änderung trotzdem, oder wählen Sie weniger Meetings aus.',
  resolution_stays: ({ resolution }) =>
    `Zoom kann eine Auflösung nicht entfernen: Es bleibt bei ${resolution}. Alles andere wurde zurückgesetzt.`,
  unreadable: () =>
    'Die gespeicherte Änderung ist nicht mehr lesbar. Es wurde nichts geändert. Beginnen Sie von vorn.',
  no_such_change: () => 'Im Verlauf dieses Livestreams gibt es diese Änderung nicht. Laden Sie ihn neu.',
  change_unreadable: () =>
    'Dieser Eintrag des Verlaufs ist nicht mehr lesbar und lässt sich nicht wiederherstellen. Wählen Sie einen anderen.',
  nothing_to_restore: () =>
    'Dieser Eintrag des Verlaufs hat nichts geändert, was sich wiederherstellen lässt.',
  was_not_configured: () =>
    'Vor dieser Änderung war nichts eingerichtet, und in Zoom lässt sich das nicht wiederherstellen. Speichern Sie stattdessen andere Einstellungen.',
  not_configured_yet: () =>
    'Dieser Livestream ist noch nicht eingerichtet. Zoom benötigt Streaming-URL, Streaming-Schlüssel und Seite zum Zusehen.',
  no_switch_to_retry: () => 'Es gibt keine fehlgeschlagene Umstellung dieses Livestreams.',
  perhaps_stopped: () =>
    'Die Einstellungen wurden geändert, aber Zoom hat das Beenden nicht bestätigt. Prüfen Sie, ob der Livestream läuft. Wenn nicht, starten Sie ihn erneut.',
  meeting_ended: () => 'Das Meeting läuft nicht mehr. Deshalb wurde der Livestream nicht wieder gestartet.',
  perhaps_started: () =>
    'Zoom hat den Start nicht bestätigt. Prüfen Sie, ob der Livestream läuft. Falls nicht, starten Sie ihn nach 30 Sekunden erneut.',
  started_too_soon: ({ seconds }) =>
    `Zoom erlaubt nur einen Start in ${seconds} Sekunden. Prüfen Sie, ob der Livestream läuft. Falls nicht, versuchen Sie es danach erneut.`,
  perhaps_done: () => 'Zoom hat die Änderung nicht bestätigt. Sie können sie gefahrlos erneut senden.',
  webinar_livestreaming_off: () =>
    'Benutzerdefiniertes Livestreaming von Webinaren ist für Sie nicht aktiviert. Aktivieren Sie es in Zoom: Einstellungen, „Webinar“, „Livestreaming von Webinaren zulassen“. Möglicherweise fehlt auch ein Webinar-Plan oder eine Berechtigung.',
  plan_or_permission: () =>
    'Zoom erlaubt das für Ihren Benutzer nicht: Es fehlt der Plan (Pro oder höher), eine Berechtigung oder eine Einstellung. Prüfen Sie in Zoom unter „In Meeting (Erweitert)“, ob „Livestreaming von Meetings zulassen“ aktiviert ist, oder wenden Sie sich an Ihren Zoom-Administrator.',
  nothing_runs: () =>
    'Zoom hat die Anfrage abgelehnt. Vielleicht läuft der Livestream nicht mehr. Prüfen Sie auch die Meeting-ID.',
  stored_page_invalid: () =>
    'Die in Zoom gespeicherte Seite zum Zusehen ist keine gültige Webadresse. Korrigieren Sie sie, und speichern Sie erneut.',
  too_many_windows: ({ most }) =>
    `Uplink ist bereits in ${most} Ihrer Browser oder Geräte geöffnet. Schließen Sie einen davon, oder laden Sie diese Seite neu.`,
};

type FieldFacts = NonNullable<FieldError['facts']>;

/** What is wrong with a field, in words that follow its name. */
export const fields: Readonly<Record<NonNullable<FieldError['reason']>, (facts: FieldFacts) => string>> = {
  missing: () => 'fehlt',
  needed: () => 'ist erforderlich, weil in Zoom noch nichts gespeichert ist',
  empty: () => 'darf nicht leer sein',
  too_long: ({ most }) => `darf höchstens ${most} Zeichen haben`,
  characters: () => 'enthält Zeichen, die nicht erlaubt sind',
  one_of: ({ allowed = [] }) => `muss einer dieser Werte sein: ${allowed.join(', ')}`,
  type: () => 'hat ein ungültiges Format',
  unknown_field: () => 'wird hier nicht unterstützt',
  stream_address: () =>
    'muss eine URL mit rtmp, rtmps, srt, http oder https sein, ohne Benutzername und Passwort',
  page_address: () => 'muss eine URL mit http oder https sein, ohne Benutzername und Passwort',
  meeting_id: () => 'muss eine Meeting-ID mit 8 bis 19 Ziffern sein',
  time: () => 'muss ein Zeitpunkt mit Datum, Uhrzeit und Zeitzone sein',
  nothing_to_change: () => 'muss mindestens ein Feld ändern',
  not_kept: () => 'wurde von Zoom nicht übernommen',
  no_such_destination: () => 'gehört zu keinem Ihrer Ziele',
  too_many_meetings: ({ most }) => `trifft auf mehr als ${most} Meetings zu`,
  not_later: () => 'muss nach dem Beginn liegen',
};
