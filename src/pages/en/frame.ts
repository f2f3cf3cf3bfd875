/** What stands around every page. */
export const frame = {
  about: 'About',
  documentation: 'Documentation',
  privacy: 'Privacy',
  terms: 'Terms',
  support: 'Support',
};
