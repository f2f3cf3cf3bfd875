/** Text escaped for HTML, in elements and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The reverse of `escapeHtml`. */
export function unescapeHtml(text: string): string {
  return text.replace(/&#(\d+);/g, (_whole, code: string) => String.fromCharCode(Number(code)));
}

const style = `
:root { color-scheme: light dark; --ground: #f4f6fa; --card: #fff; --ink: #1c2333; --soft: #5a6478; --line: #d6dce8;
  --accent: #0b5cff; --on-accent: #fff; --danger: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ground: #10141d; --card: #1a2030; --ink: #eef1f8; --soft: #a6b0c5;
  --line: #323b50; --accent: #7aa5ff; --on-accent: #0b1020; --danger: #ff9d94; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
.banner { background: #ffd966; color: #3a2d00; padding: .5rem 1rem; text-align: center; font-weight: 600; }
main { max-width: 30rem; margin: 2rem auto; padding: 0 1rem; }
main.wide { max-width: 78rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem;
  margin-bottom: 1.25rem; overflow-x: auto; }
h1 { font-size: 1.35rem; margin: 0 0 .5rem; } h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
p { margin: 0 0 .75rem; } .soft { color: var(--soft); font-size: .9rem; }
button { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--line);
  border-radius: .5rem; padding: .3rem .7rem; cursor: pointer; }
button:hover { border-color: var(--accent); }
button:focus-visible, a:focus-visible, select:focus-visible, input:focus-visible, textarea:focus-visible {
  outline: 3px solid var(--accent); outline-offset: 2px; }
button.user { display: block; width: 100%; text-align: left; padding: .7rem 1rem; margin-bottom: .6rem; }
button.user strong { display: block; } a { color: var(--accent); } .error { color: var(--danger); }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .5rem; border-bottom: 1px solid var(--line); }
td button { margin: 0 .25rem .25rem 0; padding: .1rem .5rem; font-size: .85rem; }
label { display: inline-block; margin: 0 .75rem .5rem 0; } code, pre { font-size: .85rem; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
select, input, textarea { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line);
  border-radius: .4rem; padding: .2rem .4rem; } textarea { width: 100%; }
`;

/** A whole page without external resources. `content` is HTML. */
export function htmlPage(
  title: string,
  content: string,
  options: { wide?: boolean; script?: string } = {},
): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<header class="banner">Zoom simulator: not Zoom, nothing here is real</header>
<main${options.wide ? ' class="wide"' : ''}>
${content}
</main>
${options.script ? `<script>${options.script}</script>` : ''}
</body>
</html>
`;
}
