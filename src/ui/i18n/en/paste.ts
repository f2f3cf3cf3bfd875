/** What a paste put where. */
export const paste = {
  undo: 'Undo',
  undone: 'The fields are as they were after pasting.',
  chooseTitle: 'Which part is the stream key? Choose how to read what you pasted.',
  urlOnly: (url: string) => `Stream URL ${url}, no key`,
  urlAndKey: (url: string, key: string) => `Stream URL ${url}, stream key ${key}`,
};
