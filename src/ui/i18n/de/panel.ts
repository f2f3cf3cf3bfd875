import type { Strings } from '../en/index.ts';

export const panel: Strings['panel'] = {
  opening: 'Zoom wird gefragt, welches Meeting das ist …',
  signedOut: 'Hier sind Sie bei Uplink nicht angemeldet',
  signedOutBody:
    'Das Fenster von Zoom hat eine eigene Anmeldung und behält womöglich gar keine. Öffnen Sie Uplink im Browser: Dort geht alles.',
  open: 'Uplink im Browser öffnen',
  openMeeting: 'Dieses Meeting im Browser öffnen',
  noMeeting: 'Keines Ihrer Meetings',
  noMeetingBody:
    'Welches Meeting das ist, sagt Zoom nur dem Host und den Co-Hosts, und nur, solange es stattfindet. Starten Sie Ihr Meeting, und öffnen Sie Uplink dann noch einmal.',
  elsewhere: 'Diese Seite gehört in Zoom',
  elsewhereBody:
    'In einem Zoom-Meeting geöffnet, zeigt sie, wohin dieses Meeting streamt. Verwenden Sie im Browser die App selbst.',
  otherUser:
    'Sie sind bei Uplink als jemand anders angemeldet als in Zoom. Was Sie sehen, gehört dieser Person, nicht Ihnen.',
  openByHand: (url) => `Falls sich nichts öffnet, rufen Sie ${url} auf`,
};
