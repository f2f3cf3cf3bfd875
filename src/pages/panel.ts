import { html } from './html.ts';
import { messages } from './messages.ts';
import { renderPage } from './page.ts';
import type { Reader } from './reader.ts';

export interface PanelDocumentOptions {
  /** Type of the signed Zoom app context; absent in a browser. */
  context?: string;
  /** Whether the session belongs to another user than the app context. */
  isOtherUser?: boolean;
}

/**
 * Adds Zoom's app context to the UI document as meta elements, because scripts can't read request
 * headers.
 */
export function panelDocument(document: string, { context, isOtherUser }: PanelDocumentOptions): string {
  if (context === undefined) return document;
  const person = isOtherUser ? 'other' : 'same';
  const meta = html`<meta name="zoom-context" content="${context}">
    <meta name="zoom-person" content="${person}">`;
  return document.replace('</title>', () => `</title>\n    ${meta.markup}`);
}

/** 403: the app context is invalid or too old. */
export function openAgainPage(reader: Reader): string {
  const { title, body, browser } = messages[reader.language].errors.openAgain;
  return renderPage(reader, {
    title,
    body: html`<p>${body}</p>
<p>${browser}</p>`,
  });
}
