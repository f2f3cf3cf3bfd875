import { decodeEntities } from './clean.ts';
import { labelOf } from './labels.ts';

const BLOCK =
  /<\/?(?:p|div|br|li|ul|ol|tr|table|tbody|thead|dl|dt|dd|h[1-6]|pre|section|label|hr|button|option)(?:\s[^<>]{0,400})?\/?>/gi;
const CELL = /<\/?(?:td|th)(?:\s[^<>]{0,400})?>/gi;
const INLINE =
  /<\/?(?:span|b|i|u|em|strong|code|a|font|small|html|body|head|kbd|tt|samp|mark|svg|img|form|meta)(?:\s[^<>]{0,600})?\/?>/gi;
const INPUT = /<(?:input|textarea)\s([^<>]{0,800})\/?>/gi;
const ANCHOR = /<a\s([^<>]{0,1400})>/gi;
const ELEMENT = /<([A-Za-z][\w:.-]{0,60})(?:\s[^<>]{0,200})?>([^<>]{0,4000})<\/([A-Za-z][\w:.-]{0,60})\s?>/g;
const LINK = /\[([^[\]\n]{0,300})\]\(<?([^()\s<>]{1,1200})>?\)/g;
const HAS_TAGS =
  /<\/?(?:p|div|br|li|td|th|tr|table|span|b|strong|em|code|pre|a|dl|dt|dd|h[1-6]|input|label)(?:\s[^<>]{0,400})?\/?>/i;

/**
 * Converts HTML, XML and Markdown to the lines that a reader sees. Returns text without markup
 * unchanged.
 */
export function plainLines(text: string): string {
  const plain = HAS_TAGS.test(text) ? fromHtml(text) : fromXml(text);
  return fromMarkdown(plain);
}

function fromHtml(text: string): string {
  const plain = text
    .replace(ANCHOR, (_, attributes: string) => ingestLink(attributes))
    .replace(INPUT, (_, attributes: string) => `\n${inputOf(attributes)}\n`)
    .replace(BLOCK, '\n')
    .replace(CELL, '\t')
    .replace(INLINE, '');
  return decodeEntities(plain);
}

/** The target of a link if it is an ingest URL, because the visible text may not contain it. */
function ingestLink(attributes: string): string {
  const target = attribute(attributes, 'href');
  return /^(rtmps?|rtmpt|srt):/i.test(target) ? `\n${target}\n` : '';
}

/** A form field as `name: value`. */
function inputOf(attributes: string): string {
  const value = attribute(attributes, 'value');
  const names = ['aria-label', 'name', 'id', 'placeholder'].map((name) => attribute(attributes, name));
  const name = names.find((each) => labelOf(each) !== undefined) ?? '';
  return name === '' ? value : `${name}: ${value}`;
}

function attribute(attributes: string, name: string): string {
  const at = attributes.toLowerCase().indexOf(`${name}=`);
  const isWhole = at === 0 || /\s/.test(attributes[at - 1] ?? '');
  if (at === -1 || !isWhole) return '';
  const rest = attributes.slice(at + name.length + 1);
  const quote = /^["']/.exec(rest)?.[0];
  return quote === undefined ? (/^\S*/.exec(rest)?.[0] ?? '') : (rest.slice(1).split(quote)[0] ?? '');
}

/** Converts elements whose names are labels to `name: value`. */
function fromXml(text: string): string {
  if (!text.includes('</')) return text;
  return text.replace(ELEMENT, (whole, name: string, value: string, closing: string) =>
    name === closing && labelOf(name) !== undefined ? `\n${name}: ${decodeEntities(value).trim()}\n` : whole,
  );
}

function fromMarkdown(text: string): string {
  return text
    .replace(LINK, (_, shown: string, url: string) =>
      shown.includes('://') || shown === '' ? url : `${shown}: ${url}`,
    )
    .replace(/^[ \t]{0,8}(?:```|~~~)[^\n]{0,40}$/gm, '');
}
