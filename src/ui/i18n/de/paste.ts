import type { Strings } from '../en/index.ts';

export const paste: Strings['paste'] = {
  undo: 'Rückgängig',
  undone: 'Die Felder sind wieder wie nach dem Einfügen.',
  chooseTitle: 'Welcher Teil ist der Streaming-Schlüssel? Wählen Sie, wie das Eingefügte zu lesen ist.',
  urlOnly: (url) => `Streaming-URL ${url}, kein Schlüssel`,
  urlAndKey: (url, key) => `Streaming-URL ${url}, Streaming-Schlüssel ${key}`,
};
