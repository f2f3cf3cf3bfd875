import { html } from './html.ts';
import { messages } from './messages.ts';
import { renderPage } from './page.ts';
import type { Reader } from './reader.ts';

export interface PanelDocumentOptions {
  /** Where in Zoom's client it was opened, as Zoom vouched for it; absent in a browser. */
  context?: string;
  /** Whether another person is signed in here than the one whom Zoom names. */
  isOtherUser?: boolean;
}

/** The app's own document, told what Zoom said; the app reads it from there, since a script can't see a request's headers. */
export function panelDocument(document: string, { context, isOtherUser }: PanelDocumentOptions): string {
  if (context === undefined) return document;
  const person = isOtherUser ? 'other' : 'same';
  const reported = html`<meta name="zoom-context" content="${context}">
    <meta name="zoom-person" content="${person}">`;
  return document.replace('</title>', () => `</title>\n    ${reported.markup}`);
}

/** 403: what Zoom's client sent along is not Zoom's, or is too old. */
export function openAgainPage(reader: Reader): string {
  const { title, body, browser } = messages[reader.language].errors.openAgain;
  return renderPage(reader, {
    title,
    body: html`<p>${body}</p>
<p>${browser}</p>`,
  });
}
