import { type Language, languages } from '../language.ts';
import { type Html, html } from './html.ts';
import { messages } from './messages.ts';
import { linksFor, type Reader } from './reader.ts';

export type PageOptions = {
  title: string;
  body: Html;
  /** `all` for the pages of the Marketplace listing, which search engines may index. */
  robots?: 'noindex' | 'all';
  /**
   * Whether the footer links to the page in other languages. Not for pages whose URL works only
   * once.
   */
  languageLink?: 'none' | 'shown';
};

/**
 * A whole document with a linked style sheet, without scripts or inline code: it works under a
 * strict CSP.
 */
export function renderPage(
  reader: Reader,
  { title, body, robots = 'noindex', languageLink = 'none' }: PageOptions,
): string {
  const { frame } = messages[reader.language];
  const to = linksFor(reader);
  return html`<!doctype html>
<html lang="${reader.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${robots === 'noindex' && html`<meta name="robots" content="noindex">\n`}<title>${title} · Uplink for Zoom</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/uplink.css">
</head>
<body>
<header class="masthead"><a class="brand" href="/">${mark}Uplink for Zoom</a></header>
<main class="prose">
<h1>${title}</h1>
${body}
</main>
<footer class="foot">
<nav aria-label="${frame.about}">
<a href="${to('/documentation')}">${frame.documentation}</a>
<a href="${to('/privacy')}">${frame.privacy}</a>
<a href="${to('/terms')}">${frame.terms}</a>
<a href="${to('/support')}">${frame.support}</a>
</nav>
${languageLink === 'shown' && otherLanguages(reader.language)}</footer>
</body>
</html>
`.markup;
}

const NAMES: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

/** Links contain only `?lang=`, which is relative to the current page. */
function otherLanguages(language: Language): Html[] {
  return languages
    .filter((each) => each !== language)
    .map((each) => html`<a href="?lang=${each}" lang="${each}" hreflang="${each}">${NAMES[each]}</a>\n`);
}

const mark = html`<svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false"><path d="M16 26V14m-5 4.5l5-5 5 5"/><path d="M6 13a11.5 11.5 0 0 1 20 0"/></svg>`;

/** Path that starts the sign-in. @param next path on this origin to return to */
export function installPath(next?: string): string {
  return next && next !== '/' ? `/install?next=${encodeURIComponent(next)}` : '/install';
}

/**
 * The page's main action. A link rather than a form: with `form-action 'self'` Chrome blocks a form
 * whose response redirects to Zoom.
 */
export function actionLink(href: string, label: string): Html {
  return html`<p><a class="button primary" href="${href}">${label}</a></p>`;
}
