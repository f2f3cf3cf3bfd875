import type { Strings } from '../en/index.ts';

export const paste: Strings['paste'] = {
  undo: 'Rückgängig',
  undone: 'Eingefügter Text wiederhergestellt.',
  chooseTitle: 'Welcher Teil ist der Streaming-Schlüssel?',
  urlOnly: (url) => `Streaming-URL ${url}, kein Schlüssel`,
  urlAndKey: (url, key) => `Streaming-URL ${url}, Streaming-Schlüssel ${key}`,
};
