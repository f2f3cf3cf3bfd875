/** Texts in the footer of every page, and the heading of the section about the operator. */
export const frame = {
  about: 'About',
  documentation: 'Documentation',
  privacy: 'Privacy',
  terms: 'Terms',
  support: 'Support',
  operator: 'Operator of this server',
};
