const LONG_ID = /"id"\s*:\s*(\d{16,19})(?=\s*[,}])/g;

/**
 * Parses JSON from Zoom without losing digits of meeting ids. They are int64 numbers, and
 * `JSON.parse` would round those above 2^53. Long ids become strings, shorter ones stay numbers.
 *
 * In JSON, a quoted word before a colon is always a key, and quotation marks inside a string are
 * escaped. So the pattern does not match inside a text that a user entered.
 *
 * @throws SyntaxError whose message does not contain the text
 */
export function parseZoomJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(LONG_ID, '"id":"$1"'));
  } catch {
    throw new SyntaxError('the response from Zoom is not JSON');
  }
}
