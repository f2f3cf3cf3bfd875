import type { Strings } from '../en/index.ts';

export const missing: Strings['missing'] = {
  deleted: {
    meetings: 'Dieses Meeting wurde in Zoom gelöscht.',
    webinars: 'Dieses Webinar wurde in Zoom gelöscht.',
  },
  deletedHint: 'Falls es jetzt einem anderen Host gehört, kann nur dieser es hier öffnen.',
  notFound: {
    meetings: 'Dieses Meeting wurde in Ihrem Zoom-Konto nicht gefunden.',
    webinars: 'Dieses Webinar wurde in Ihrem Zoom-Konto nicht gefunden.',
  },
  notFoundHint:
    'Prüfen Sie die ID. Vielleicht gehört es einem anderen Host, wurde gelöscht oder ist abgelaufen.',
  toList: { meetings: 'Zu Ihren Meetings', webinars: 'Zu Ihren Webinaren' },
  retry: 'Erneut prüfen',
};
