import type { Strings } from '../en/index.ts';

export const panel: Strings['panel'] = {
  opening: 'Meeting wird geladen …',
  signedOut: 'In Zoom sind Sie nicht angemeldet',
  signedOutBody: 'In Zoom sind Sie nicht angemeldet. Fahren Sie im Browser fort.',
  open: 'Im Browser öffnen',
  openMeeting: 'Meeting im Browser öffnen',
  noMeeting: 'Kein Meeting verfügbar',
  noMeetingBody: 'Verfügbar für Hosts und Co-Hosts während des Meetings.',
  elsewhere: 'Öffnen Sie diese Seite in Zoom',
  elsewhereBody: 'Sie zeigt, wohin das aktuelle Meeting streamt. Verwenden Sie im Browser die App selbst.',
  otherUser: 'Sie sind bei Uplink mit einem anderen Benutzer angemeldet als in Zoom.',
  openByHand: (url) => `Falls sich nichts öffnet, rufen Sie ${url} auf`,
};
