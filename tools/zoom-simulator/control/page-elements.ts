import { escapeHtml } from '../html.ts';

export function card(title: string, content: string): string {
  return `<section class="card" tabindex="0" aria-label="${escapeHtml(title)}"><h2>${escapeHtml(title)}</h2>${content}</section>`;
}

/** A button that makes the page's script send a request to the control API. */
export function button(label: string, method: string, path: string, body?: object): string {
  const data = body ? ` data-body="${escapeHtml(JSON.stringify(body))}"` : '';
  return `<button type="button" data-method="${method}" data-path="${escapeHtml(path)}"${data}>${escapeHtml(label)}</button>`;
}

export function table(headings: string[], rows: string[][]): string {
  const head = headings.map((heading) => `<th scope="col">${escapeHtml(heading)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`).join('\n');
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>`;
}
