/** How a pasted text was split into fields. */
export const paste = {
  undo: 'Undo',
  undone: 'Restored your pasted text.',
  chooseTitle: 'Which part is the stream key?',
  urlOnly: (url: string) => `Stream URL ${url}, no key`,
  urlAndKey: (url: string, key: string) => `Stream URL ${url}, stream key ${key}`,
};
