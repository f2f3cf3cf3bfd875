import { serviceOfHost } from '../../service-hosts.ts';
import { addressHost } from '../stream-url.ts';
import { type Found, nothingFound } from './found.ts';
import { type Label, labelOf } from './labels.ts';
import { isHostLike, isHttpUrl, isIngestUrl, repaired } from './url-in-text.ts';

/** A value with its path of names. */
interface Leaf {
  path: readonly string[];
  value: string;
}

const MAX_DEPTH = 24;
const MAX_LEAVES = 4000;
const STARTS_AN_OBJECT = /\{\s{0,40}(?:["']?[\p{L}_$][\p{L}\p{N}_$ .-]{0,60}["']?\s{0,20}(?::|=>|=)|\})/u;

/**
 * Parses an API response or a settings file: JSON, or similar text (single quotes, unquoted names,
 * truncated at the end).
 * @returns undefined if the text contains none, or if no name in it is that of a URL or a key
 */
export function readJson(text: string): Found | undefined {
  const start = startOf(text);
  if (start === -1) return undefined;
  const body = text.slice(start);
  const leaves = strictLeaves(body) ?? looseLeaves(body);
  const found = nothingFound();
  for (const [line, leaf] of leaves.entries()) take(found, leaf, line);
  if (found.urls.length === 0 && found.keys.length === 0) return undefined;
  found.isLabelled = true;
  return found;
}

function startOf(text: string): number {
  const at = text.search(STARTS_AN_OBJECT);
  if (at === -1) return -1;
  return /\[\s*$/.test(text.slice(Math.max(0, at - 40), at)) ? text.lastIndexOf('[', at) : at;
}

function strictLeaves(body: string): Leaf[] | undefined {
  const end = Math.max(body.lastIndexOf('}'), body.lastIndexOf(']'));
  try {
    return leavesOf(JSON.parse(body.slice(0, end + 1)));
  } catch {
    return undefined;
  }
}

function leavesOf(root: unknown): Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (value: unknown, path: readonly string[]): void => {
    if (leaves.length >= MAX_LEAVES || path.length > MAX_DEPTH) return;
    if (typeof value === 'string' || typeof value === 'number') leaves.push({ path, value: String(value) });
    else if (Array.isArray(value)) for (const each of value) visit(each, [...path, '']);
    else if (typeof value === 'object' && value !== null)
      for (const [name, each] of Object.entries(value)) visit(each, [...path, name]);
  };
  visit(root, []);
  return leaves;
}

const TOKEN =
  /"((?:[^"\\\n]|\\.){0,1000})"|'((?:[^'\\\n]|\\.){0,1000})'|`([^`]{0,1000})`|([{}[\],])|(=>|[:=])|((?:(?![{}[\],"'`\s]|=>|[:=](?!\/\/))[\s\S])+)/gu;

/** Names and values in order of appearance, even if brackets or commas are missing. */
function looseLeaves(body: string): Leaf[] {
  const leaves: Leaf[] = [];
  const path: string[] = [];
  let name = '';
  let word = '';
  const end = () => {
    if (name !== '' && word !== '') leaves.push({ path: [...path, name], value: word });
    name = '';
    word = '';
  };
  for (const [, double, single, back, bracket, sign, bare] of body.matchAll(TOKEN)) {
    if (leaves.length >= MAX_LEAVES) break;
    const text = double ?? single ?? back ?? bare;
    if (text !== undefined) {
      // The next name ends a value, even without a comma.
      if (word !== '' && name !== '') end();
      word = double === undefined ? text.trim() : unescaped(double);
    } else if (sign !== undefined) {
      name = word;
      word = '';
    } else if (bracket === '{' || bracket === '[') {
      if (path.length <= MAX_DEPTH) path.push(name);
      name = '';
      word = '';
    } else {
      if (name === '' && word !== '' && path.length > 0) leaves.push({ path: [...path], value: word });
      end();
      if (bracket !== ',') path.pop();
    }
  }
  end();
  return leaves;
}

function unescaped(text: string): string {
  return text
    .replace(/\\u([0-9a-f]{4})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\(.)/g, '$1');
}

function take(found: Found, { path, value }: Leaf, line: number): void {
  const text = value.trim();
  if (text === '' || text === 'null' || text === 'None') return;
  const label = labelOfPath(path);
  if (label === undefined || label.field === 'other') return;
  const entry = { line, label, isBackup: label.isBackup, isInput: false };
  if (label.field === 'pageUrl') {
    if (isHttpUrl(text)) found.pages.push({ text, ...entry });
  } else if (isIngestUrl(repaired(text))) found.urls.push({ text: repaired(text), ...entry });
  else if (label.field === 'streamKey' && !isHttpUrl(text)) found.keys.push({ text, line, label });
  else if (label.field === 'streamUrl' && isIngestHost(text))
    found.urls.push({ text: urlOfHost(text), ...entry });
}

/**
 * Uses the last name of the path; its parent only if the last name is generic, such as `value`,
 * `url` or `key`.
 */
function labelOfPath(path: readonly string[]): Label | undefined {
  const names = path.filter((name) => name !== '');
  const own = labelOf(names.at(-1) ?? '');
  if (own?.field === 'other') return own;
  const wider = labelOf(names.slice(-2).join(' '));
  const isBackup = names.some((name) => labelOf(name)?.isBackup ?? false);
  const label = wider?.field === 'other' ? wider : (own ?? wider);
  return label === undefined ? undefined : { ...label, isBackup: label.isBackup || isBackup };
}

function isIngestHost(text: string): boolean {
  return !isHttpUrl(text) && !/\s/.test(text) && isHostLike(text);
}

/** The ingest URL for a bare host, for services that display only the host. */
export function urlOfHost(host: string): string {
  const isHostAlone = !host.includes('/');
  const service = serviceOfHost(addressHost(host))?.service;
  const isShared = service === 'amazon_ivs' || service === 'kick';
  return isHostAlone && isShared ? `rtmps://${host.replace(/:443$/, '')}:443/app` : host;
}
