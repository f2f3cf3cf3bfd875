import { html } from './html.ts';
import { messages } from './messages.ts';
import type { Reader } from './reader.ts';

/** Adds a banner to the UI document, above every screen. */
export function withStagingBanner(document: string, { language }: Reader): string {
  const { label, banner } = messages[language].install.stagingCopy;
  const aside = html`<aside class="staging-copy" lang="${language}" aria-label="${label}">${banner}</aside>`;
  return document.replace('<body>', () => `<body>\n    ${aside.markup}`);
}
