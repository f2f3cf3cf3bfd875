import { unquoted } from './clean.ts';
import { type Found, nothingFound } from './found.ts';
import { isHidden, isNoKey, isPlaceholder, likeness } from './key-shape.ts';
import { hasLabelTerms, type Label, labelOf, namesBackup } from './labels.ts';
import { hasKnownHost, isHostLike, isHttpUrl, isIngestUrl, urlsIn } from './url-in-text.ts';

/** Marks at the start of a line: bullets, numbers, arrows, e-mail quote marks. */
const LIST_MARK =
  /^(?:(?:[-*+>#–—·•●○◦▪■□►▶→➜➔⇒✓✔☑★☆]|\(?(?:[0-9]{1,3}|[a-hA-H])[.)]|[①-⑳])[ \t\u00a0\u3000]+|[→➜➔⇒►▶①-⑳]|[•●○◦▪■](?![•●○◦▪■*]))/u;
/** Signs and words between values. */
const BETWEEN = /^(?:[\p{P}\p{S}]{1,3}|and|und|et|y|e|key|with|mit)$/iu;
const SEPARATOR = /[:：=→⇒➜➔]|[ \t][-–—][ \t]/gu;
/** Maximum lines between a label and its value. */
const MAX_DISTANCE = 5;

type Field = Label['field'];
interface Pending {
  label: Label;
  age: number;
  /** The label ended in a colon, so the next line is its value. */
  isOpen: boolean;
}

/** Parses text other than JSON line by line, in linear time. */
export function readLines(text: string): Found {
  const reader = new LineReader();
  for (const [line, content] of text.split('\n').entries()) reader.read(content, line);
  return reader.found;
}

class LineReader {
  readonly found = nothingFound();
  private readonly pending = new Map<Field, Pending>();
  private latest: Field | null = null;
  /** Whether the current line is below a "Backup" heading. */
  private isBackupPart = false;
  /** Whether other text precedes the current part of the line. */
  private isInline = false;

  read(content: string, line: number): void {
    const text = withoutMarks(content);
    if (text === '') return;
    if (text.length < 40 && isHeading(text)) this.isBackupPart = namesBackup(text);
    this.isInline = false;
    const loose: string[] = [];
    const urls = urlsIn(text);
    const before = this.found.keys.length + this.found.urls.length + this.found.pages.length;
    let from = 0;
    let joined = '';
    for (const { start, end, url } of urls) {
      const lead = `${joined} ${text.slice(from, start)}`;
      const label = this.segment(lead, line, loose, true);
      const [alone, key] = apart(this.tidyUrl(url, text, start, end));
      this.addUrl(alone, line, label, lead);
      joined = key;
      from = end;
    }
    this.isInline = from > 0;
    const isLabel = this.segment(`${joined} ${text.slice(from)}`, line, loose, false);
    const isEmpty = this.found.keys.length + this.found.urls.length + this.found.pages.length === before;
    this.addLoose(loose, line, urls.length > 0, isEmpty && isLabel === null);
    if (isEmpty && isLabel === null) this.agePending();
  }

  /**
   * Parses a part of a line without URLs.
   * @param leads whether a URL follows, which can be the value of the last label
   * @returns the label whose value is not in this part
   */
  private segment(text: string, line: number, loose: string[], leads: boolean): Label | null {
    let rest = text;
    for (let passes = 0; passes < 200; passes++) {
      const split = nextLabel(rest);
      if (split === null) break;
      for (const word of wordsOf(split.before)) loose.push(word);
      this.found.isLabelled = true;
      const value = valueAfter(split.after);
      if (value.text === '') {
        if (split.after.trim() !== '') {
          rest = split.after;
          if (!leads) this.await(split.label, false);
          continue;
        }
        if (!leads) this.await(split.label, true);
        return split.label;
      }
      this.addValue(this.withoutSentence(value.text, split.before), line, split.label);
      this.isInline = true;
      rest = value.rest;
    }
    return this.unseparated(rest, line, loose, leads);
  }

  /** Parses a part without a separator: `Stream key abcd-efgh`, a label alone, or words. */
  private unseparated(text: string, line: number, loose: string[], leads: boolean): Label | null {
    const trimmed = text.trim();
    if (trimmed === '') return null;
    const words = wordsOf(trimmed);
    const end = words.at(-1) ?? '';
    // "Stream key is abcd-efgh." is a sentence.
    const last = words.length > 3 && !isClearValue(end) ? end.replace(/[.!?,;]{1,8}$/, '') : end;
    if (!leads && words.length > 1 && words.length < 12 && isClearValue(last)) {
      const label = labelOf(words.slice(0, -1).join(' '));
      if (label !== undefined && label.field !== 'other') {
        this.found.isLabelled = true;
        this.addValue(words.length > 3 ? last.replace(/[.!?,;]{1,8}$/, '') : last, line, label);
        return null;
      }
    }
    const isLabel = words.length > 1 || !isClearValue(last);
    const named = isLabel ? labelOf(trimmed) : undefined;
    // Parts of a key can look like words of a label.
    const isPartOfKey = words.length === 1 && named?.field === 'other' && !hasLabelTerms(trimmed);
    const label = isPartOfKey ? undefined : named;
    if (label !== undefined && !(leads && label.field === 'streamKey')) {
      this.found.isLabelled = true;
      if (!leads) this.await(label, false);
      return label;
    }
    for (const word of words) loose.push(word);
    return null;
  }

  /** Removes the punctuation of a sentence or the closing parenthesis after a key. */
  private withoutSentence(value: string, before: string): string {
    if (!this.isInline && before.trim() === '') return value;
    const closed =
      /[)\]}][.,;]?$/.test(value) && !/[([{]/.test(value) ? value.replace(/[)\]}][.,;]?$/, '') : value;
    return closed.replace(/[.!]$/, '');
  }

  private await(label: Label, isOpen: boolean): void {
    this.pending.set(label.field, { label, age: 0, isOpen });
    this.latest = label.field;
  }

  /** Ages the pending labels after a line without a value. */
  private agePending(): void {
    for (const [field, waiting] of this.pending) {
      waiting.age += 1;
      waiting.isOpen = false;
      if (waiting.age > MAX_DISTANCE) this.pending.delete(field);
    }
  }

  private addValue(value: string, line: number, label: Label): void {
    const isUrl = hasScheme(value);
    if (label.field === 'other') return;
    if (label.field === 'streamKey' && isNoKey(value)) this.await(label, false);
    else if (label.field === 'streamKey' && !isUrl) this.addKey(value, line, label);
    else if (isUrl) this.addUrl(value, line, label, '');
    else if (isHostLike(value)) this.push(value, line, label, label.isBackup || this.isBackupPart);
  }

  private addUrl(url: string, line: number, own: Label | null, lead: string): void {
    const label = own ?? this.takeForUrl();
    const isBackup =
      (label?.isBackup ?? false) ||
      this.isBackupPart ||
      namesBackup(lead) ||
      /[?&]backup=1(?![0-9])/i.test(url);
    this.push(url, line, label, isBackup, /(^|\s)-i\s+["']?$/.test(lead.slice(-8)));
  }

  private push(text: string, line: number, label: Label | null, isBackup: boolean, isInput = false): void {
    const isPage = isHttpUrl(text) && label?.field !== 'streamUrl' && label?.field !== 'streamKey';
    const isLabelledPage = label?.field === 'pageUrl' && !isIngestUrl(text);
    if (isPage || isLabelledPage) this.found.pages.push({ text, line, label, isBackup, isInput });
    else this.found.urls.push({ text, line, label, isBackup, isInput });
  }

  /** The label above a URL that has no label on its own line. */
  private takeForUrl(): Label | null {
    const field = (['streamUrl', 'pageUrl', 'other', 'streamKey'] as const).find(
      (each) => each === this.latest && this.pending.has(each),
    );
    const chosen = field ?? (this.pending.has('streamUrl') ? 'streamUrl' : undefined);
    if (chosen === undefined) return null;
    const label = this.pending.get(chosen)?.label ?? null;
    // A key follows its URL: the label of a key stays pending.
    if (chosen === 'streamKey') return null;
    this.pending.delete(chosen);
    return label;
  }

  private addLoose(words: readonly string[], line: number, hasUrl: boolean, isPlain: boolean): void {
    const values = words.filter((word) => !BETWEEN.test(word));
    const [only = ''] = values;
    const isAlone = values.length === 1 && !hasUrl && isPlain;
    if (isAlone && this.takeAlone(only, line)) return;
    for (const text of values)
      this.found.loose.push({ text, line, isAlone, isBesideUrl: hasUrl && values.length === 1 });
  }

  /** Uses a word alone on its line as the value of the label above it. */
  private takeAlone(word: string, line: number): boolean {
    if (this.latest === 'other' && this.pending.has('other')) {
      this.pending.delete('other');
      this.latest = null;
      if (likeness(word) < 2 || !this.pending.has('streamKey')) return true;
    }
    const url = this.pending.get('streamUrl');
    if (url !== undefined && this.latest === 'streamUrl' && hasKnownHost(word)) {
      this.pending.delete('streamUrl');
      this.push(word, line, url.label, url.label.isBackup);
      return true;
    }
    const key = this.pending.get('streamKey');
    if (key === undefined || (likeness(word) === 0 && !key.isOpen)) return false;
    this.pending.delete('streamKey');
    this.addKey(word, line, key.label);
    return true;
  }

  private addKey(text: string, line: number, label: Label): void {
    this.found.keys.push({ text, line, label: { ...label, isBackup: label.isBackup || this.isBackupPart } });
  }

  /**
   * Removes surrounding punctuation of a sentence or list; a URL alone on its line is unchanged.
   */
  private tidyUrl(url: string, text: string, start: number, end: number): string {
    const before = text.slice(0, start).trim();
    const after = text.slice(end).trim();
    const isDirective = /^(push|pull|rtmp_push|proxy_pass)\b/i.test(before);
    const isUnseparated = before !== '' && !/[:：=→⇒\-–—>(<"'`|]$/u.test(before);
    const isLabelled = isUnseparated && labelOf(before) !== undefined;
    const isSentence = after !== '' || (isUnseparated && !isLabelled);
    if (isDirective) return url.replace(/;{1,8}$/, '');
    // "Server is rtmp://…." is a sentence; no URL ends in a dot.
    if (isLabelled && !isSentence) return url.replace(/\.$/, '');
    return isSentence ? url.replace(/[,;.!?:)\]>"'’”]{1,6}$/u, '') : url;
  }
}

/** Splits `rtmp://host/app,key` at the comma in the application. */
function apart(url: string): [url: string, key: string] {
  const [, alone = '', key = ''] =
    /^([a-z]{3,6}:\/\/[^/\s]{1,260}\/[^/,;|\s]{1,100})[,;|](\S+)$/i.exec(url) ?? [];
  return likeness(key) === 2 ? [alone, key] : [url, ''];
}

/** Whether the line is a heading such as `Backup` or `Primary server`, without a value. */
function isHeading(text: string): boolean {
  const isShort = text.split(/\s+/).length <= 3 && !/[:：=]\s*\S/.test(text) && !text.includes('://');
  return (
    isShort && (namesBackup(text) || /^(primary|main|principal|primär|haupt|primario|principale)/i.test(text))
  );
}

function hasScheme(value: string): boolean {
  return isIngestUrl(value) || isHttpUrl(value);
}

function isClearValue(word: string): boolean {
  return likeness(word) === 2 || isHidden(word) || (isPlaceholder(word) && /[<{[$%]/.test(word[0] ?? ''));
}

function withoutMarks(line: string): string {
  let text = line.trim();
  for (let i = 0; i < 4; i++) {
    const mark = LIST_MARK.exec(text)?.[0];
    if (mark === undefined || mark.length === text.length) return text;
    text = text.slice(mark.length).trim();
  }
  return text;
}

function wordsOf(text: string): string[] {
  const trimmed = unquoted(text);
  return trimmed === '' ? [] : trimmed.split(/\s+/).map(unwrapped);
}

/** Removes quotes, and brackets around a word that is clearly a key. */
function unwrapped(word: string): string {
  const text = unquoted(word);
  const [, inner = ''] = /^[<([{](.+)[>)\]}][.,;]?$/.exec(text) ?? [];
  return inner !== '' && likeness(inner) === 2 && !isPlaceholder(text) ? inner : text;
}

/** The first separator that follows a label, with that label. */
function nextLabel(text: string): { before: string; label: Label; after: string } | null {
  for (const match of text.matchAll(SEPARATOR)) {
    const at = match.index;
    const lead = text.slice(Math.max(0, at - 120), at);
    const after = text.slice(at + match[0].length);
    const found = labelAtEnd(lead);
    if (found === null) {
      // The label is unknown: continue with the next separator.
      continue;
    }
    const isTight = match[0] === ':' && /^[^\s"'`]/.test(after);
    if (isTight && found.label.field === 'other') continue;
    return { before: text.slice(0, at - found.length), label: found.label, after };
  }
  return null;
}

/** The label at the end of a text: all of it, or its last words. */
function labelAtEnd(lead: string): { label: Label; length: number } | null {
  const plain = lead.replace(/["'`*_\s]+$/u, '');
  if (/[?&#%/\\@]\S*$/.test(plain)) return null;
  const whole = plain.length <= 80 ? labelOf(plain) : undefined;
  if (whole !== undefined) return { label: whole, length: lead.length };
  const words = [...plain.matchAll(/\S+/g)];
  for (const match of words.slice(-6)) {
    const label = labelOf(plain.slice(match.index));
    if (label !== undefined) return { label, length: lead.length - match.index };
  }
  return null;
}

/** The value after a separator, and the rest of the line; `text` is empty if there is no value. */
function valueAfter(text: string): { text: string; rest: string } {
  // In `**Key:** value` the emphasis ends after the separator.
  const trimmed = text.replace(/^[*_]{1,3}(?=\s)/, '').trim();
  const nothing = { text: '', rest: text };
  if (trimmed === '') return nothing;
  const quoted =
    /^(?:"([^"]{1,2000})"|'([^']{1,2000})'|`([^`]{1,2000})`|“([^”]{1,2000})”|„([^“]{1,2000})“|«([^»]{1,2000})»|「([^」]{1,2000})」)(?=[\s,;.|)}\]*]|$)/u.exec(
      trimmed,
    );
  if (quoted !== null) {
    const inner = quoted.slice(1).find((each) => each !== undefined) ?? '';
    return { text: inner.trim(), rest: trimmed.slice(quoted[0].length) };
  }
  if (isPlaceholder(trimmed) || isHidden(trimmed)) return { text: trimmed, rest: '' };
  const [word = ''] = /^\S+/.exec(trimmed) ?? [];
  const rest = trimmed.slice(word.length);
  if (rest.trim() === '') return { text: evenQuotes(word, text), rest: '' };
  // The rest of the line is a note, another label, or a sentence.
  const inSentence = word.replace(/[.!?]$/, '');
  if (!isClearValue(word) && isClearValue(inSentence)) return { text: inSentence, rest };
  if (isClearValue(word) || hasScheme(word)) return { text: withoutListEnd(word, rest), rest };
  const isNote = /^\s+([(（[#]|\/\/|[-–—]\s|\|)/u.test(rest);
  const isList = /[,;|]$/.test(word) || nextLabel(rest) !== null;
  return isNote || isList ? { text: withoutListEnd(word, rest), rest } : nothing;
}

/** Removes the comma before the next label on the same line. */
function withoutListEnd(word: string, rest: string): string {
  return rest.trim() !== '' ? word.replace(/[,;|]$/, '') : word;
}

/** Removes the closing quote of a value that began before the label: `location='… playpath=K'`. */
function evenQuotes(word: string, text: string): string {
  const quote = /["'`]$/.exec(word)?.[0];
  if (quote === undefined) return unquoted(word);
  const isPaired = text.split(quote).length % 2 === 1;
  return isPaired
    ? unquoted(word)
    : word.length > 1 && !text.slice(0, -1).includes(quote)
      ? word.slice(0, -1)
      : word;
}
