/** Texts in the footer of every page. */
export const frame = {
  about: 'About',
  documentation: 'Documentation',
  privacy: 'Privacy',
  terms: 'Terms',
  support: 'Support',
};
