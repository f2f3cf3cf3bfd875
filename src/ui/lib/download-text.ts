/** Long enough for the browser to start the download. */
const REVOKE_DELAY_MS = 60_000;

/** Saves a text as a file, such as `downloadText('meetings.csv', csv, 'text/csv')`. */
export function downloadText(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_DELAY_MS);
}
