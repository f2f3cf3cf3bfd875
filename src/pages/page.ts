import { type Html, html } from './html.ts';

export type PageOptions = {
  title: string;
  body: Html;
  /** `noindex` for answers to one person's request; the listing's pages may be found. */
  robots?: 'noindex' | 'all';
};

/** A whole page: linked style, no script, nothing inline, so that the strictest policy can stand. */
export function renderPage({ title, body, robots = 'noindex' }: PageOptions): string {
  return html`<!doctype html>
<html lang="en">
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
<nav aria-label="About">
<a href="/documentation">Documentation</a>
<a href="/privacy">Privacy</a>
<a href="/terms">Terms</a>
<a href="/support">Support</a>
</nav>
</footer>
</body>
</html>
`.markup;
}

const mark = html`<svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false"><path d="M16 26V14m-5 4.5l5-5 5 5"/><path d="M6 13a11.5 11.5 0 0 1 20 0"/></svg>`;

/** Where the sign-in begins, coming back to `next` (a path of this origin) at its end. */
export function installPath(next?: string): string {
  return next && next !== '/' ? `/install?next=${encodeURIComponent(next)}` : '/install';
}

/**
 * The one thing to do next. A link and no form: with `form-action 'self'` Chrome refuses a form whose answer
 * redirects to Zoom.
 */
export function actionLink(href: string, label: string): Html {
  return html`<p><a class="button primary" href="${href}">${label}</a></p>`;
}
