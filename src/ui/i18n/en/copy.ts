/** Buttons that copy a text. */
export const copy = {
  copied: 'Copied.',
  blocked: 'Your browser blocked copying.',
};
