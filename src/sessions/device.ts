/**
 * The browser and the operating system of a session, so that its user recognizes it. The names are
 * from the lists below: nothing else of the header is stored or shown.
 */
export interface Device {
  browser: string | null;
  platform: string | null;
}

/** Most browsers also claim to be others, so the first match counts. */
const BROWSERS: [name: string, pattern: RegExp][] = [
  ['Zoom', /\bZoom(?:Apps|WebKit)?\//i],
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\b(?:OPR|Opera|OPiOS|OPT)\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Headless)?(?:Chrome|CriOS)\//],
  ['Safari', /\bVersion\/\S+ .*\bSafari\//],
];

const PLATFORMS: [name: string, pattern: RegExp][] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['macOS', /\bMacintosh\b/],
  ['Linux', /\bLinux\b/],
];

/** Maximum number of characters that are examined. Real headers have fewer than 300. */
const MAX_LENGTH = 500;

/** Recognizes the device from a User-Agent header. Clients can send any value. */
export function deviceOf(userAgent: string | undefined): Device {
  const text = (userAgent ?? '').slice(0, MAX_LENGTH);
  return { browser: firstMatch(BROWSERS, text), platform: firstMatch(PLATFORMS, text) };
}

function firstMatch(names: [name: string, pattern: RegExp][], text: string): string | null {
  return names.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}
