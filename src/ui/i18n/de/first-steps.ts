import type { Strings } from '../en/index.ts';

export const firstSteps: Strings['firstSteps'] = {
  title: 'Erste Schritte',
  saved: 'Ziel speichern',
  used: { meetings: 'Im Meeting nutzen', webinars: 'Im Webinar nutzen' },
  checked: 'Bereitschaft prüfen',
  hints: {
    saved: 'URL und Schlüssel Ihres Kanals, mit Namen.',
    used: 'Eintrag öffnen und das Ziel wählen.',
    checked: 'Vor dem Start sehen, was zu beheben ist.',
  },
  isDone: '(erledigt)',
  skip: 'Überspringen',
  skipping: 'Wird übersprungen …',
  skipAll: 'Erste Schritte überspringen',
  skipFailed: 'Die ersten Schritte ließen sich nicht überspringen. Prüfen Sie Ihre Verbindung.',
  finished: 'Alles bereit. Live gehen Sie auf der Seite des Meetings.',
  close: 'Schließen',
};
