import { isKnownKey } from './services.ts';

/** How likely a word is a stream key: 0 unlikely, 1 possibly, 2 clearly. */
export type Likeness = 0 | 1 | 2;

/** Words that often surround a URL or key: greetings, buttons, directives, icons, statuses. */
const ORDINARY = new Set(
  `hi hello hey dear thanks thank thx cheers regards best bye ok okay yes no please fyi note team all everyone
  hallo moin servus danke gruss gruesse grusse liebe lieber gruezi bitte hola gracias saludos estimado bonjour salut merci
  cordialement ciao grazie saluti ola obrigado obrigada abracos bom dag dank groet groeten bedankt czesc dzieki pozdrawiam
  merhaba tesekkurler selam privet spasibo
  copy copied kopieren kopiert copier copiar copia kopieer kopiuj kopyala edit bearbeiten modifier editar modifica bewerken
  edytuj duzenle reset save speichern show hide anzeigen verbergen reveal view open close cancel delete add remove generate
  regenerate refresh learn more help info settings status active inactive enabled disabled ready offline online live idle
  primary backup secondary main default server key url stream name title channel recommended optional required
  push pull rtmp rtmps srt ffmpeg ffplay obs curl sudo exec location application on off record true false null undefined none auto
  youtube twitch facebook instagram linkedin twitter tiktok kick trovo rumble telegram vimeo restream streamyard castr dacast
  boxcast wowza mux cloudflare amazon aws azure kaltura panopto brightcove ibm owncast peertube zoom webinar meeting
  content_copy file_copy visibility visibility_off info_outline help_outline more_vert more_horiz expand_more expand_less
  arrow_drop_down arrow_back arrow_forward open_in_new check_circle error_outline chevron_right chevron_left`
    .split(/\s+/)
    .filter(Boolean),
);

const NOT_A_KEY = [
  /^[a-z][a-z0-9+.-]{1,19}:\/\//i,
  /^[^\s@]{1,64}@[^\s@]{1,190}\.[a-z]{2,24}[.,;]?$/i,
  /^[@#][\p{L}\p{N}_.-]{1,60}$/u,
  /^[0-9]{1,2}[:.][0-9]{2}([:.][0-9]{2})?(am|pm|h|uhr)?[.,;]?$/i,
  /^[0-9]{1,4}[-./][0-9]{1,2}[-./][0-9]{1,4}[.,;]?$/,
  /^[0-9.,]{1,9}(p|p30|p50|p60|i|k|m|kbps|kbit\/s|mbps|mbit\/s|fps|hz|khz|ms|s|sec|min|h|mb|gb|%|x[0-9]{3,4})[.,;]?$/i,
  /^[0-9]{2,5}x[0-9]{2,5}$/,
  /^\+?[0-9][0-9 ()./-]{0,24}$/,
  /^(www\.)?[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){0,4}\.(com|org|net|tv|live|de|io|edu|gov|info|eu|uk|fr|es|it|nl|pl|ru|jp|cn|kr|tr|br)([/:][^\s]{0,500})?$/i,
  /^[\p{L}\p{N}_-]{1,60}\.(mp4|mov|mkv|flv|pdf|png|jpe?g|docx?|txt|json|ya?ml|sh|conf|m3u8)$/iu,
  /^(h\.?26[45]|x26[45]|libx26[45]|aac(-lc)?|av1|hevc|opus|flv|mpegts|v?[0-9]+\.[0-9.]+)$/i,
  /^-{1,2}[a-z]/i,
  /^[\p{P}\p{S}]+$/u,
];

/** @param word a text without white space */
export function likeness(word: string): Likeness {
  if (isHidden(word) || isPlaceholder(word)) return 1;
  if (isKnownKey(word)) return 2;
  if (word.length < 3 || word.endsWith(':') || word.endsWith('：')) return 0;
  // Long texts can't match, and would take long to test.
  if (word.length < 1000 && NOT_A_KEY.some((pattern) => pattern.test(word))) return onlyDigits(word) ? 1 : 0;
  if (word.startsWith('?') && word.includes('=')) return 2;
  if (isOrdinary(word)) return 0;
  return hasKeyPattern(word) ? 2 : 1;
}

function onlyDigits(word: string): boolean {
  return word.length >= 6 && /^[0-9]+$/.test(word);
}

/**
 * Whether a word is natural language, or a label that settings pages and e-mails show beside the
 * values.
 */
function isOrdinary(word: string): boolean {
  if (word.length > 60) return false;
  const plain = word
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[.,!?;:…)\]]+$/u, '')
    .toLowerCase();
  if (ORDINARY.has(plain)) return true;
  if (/^\p{Lu}\p{Ll}+[’'.,!?;:…]*$/u.test(word)) return true;
  if (/^\p{Lu}{1,12}[.,!?;:…]*$/u.test(word)) return true;
  if (/^\p{Ll}+[.,!?;:…]+$/u.test(word) && word.length > 6) return true;
  // Keys are ASCII: words in other scripts are not keys.
  return /^[\p{L}\p{M}\p{N}\p{P}]+$/u.test(word) && !/[A-Za-z0-9]{3}/.test(word) && /[^\x21-\x7e]/.test(word);
}

function hasKeyPattern(word: string): boolean {
  const letters = word.replace(/[^A-Za-z]/g, '');
  const digits = word.replace(/[^0-9]/g, '');
  const changes = (word.match(/[a-z](?=[A-Z])/g) ?? []).length;
  if (word.length >= 8 && digits.length >= 1 && letters.length >= 2 && !isVersionedWord(word)) return true;
  if (word.length >= 10 && changes >= 2) return true;
  const groups = word.split(/[-_]/);
  const isEven =
    groups.length >= 3 && groups.every((group) => group.length >= 4 && group.length === groups[0]?.length);
  return isEven && letters.length > 0;
}

/** `channel2`, `stage-01`: a word with a number, which may be a name or a key. */
function isVersionedWord(word: string): boolean {
  return /^[A-Za-z]{3,12}[-_]?[0-9]{1,2}$/.test(word);
}

/** Labels of buttons beside a key, and what users write if there is no key yet. */
const NO_KEYS = new Set(
  `copy copied show hide reveal reset edit kopieren kopiert anzeigen copier afficher copiar mostrar copia mostra kopieer tonen
  tbd tba n/a na none pending - – — ?`
    .split(/\s+/)
    .filter(Boolean),
);

/** Whether the value of a label means that there is no key, or is only the text of a button. */
export function isNoKey(value: string): boolean {
  return NO_KEYS.has(value.trim().toLowerCase());
}

/** Whether a key is partly or completely masked with dots or stars. */
export function isHidden(key: string): boolean {
  if (/[•●∙⬤⚫◦]{3}/u.test(key) || /[*＊✱]{4}/u.test(key) || /·{4}/.test(key)) return true;
  return /^(x{4,}|[.…]{4,}|_{4,}|(x{4}-?){2,})$/i.test(key.length > 200 ? '' : key);
}

const PLACEHOLDER_TERMS = new Set(
  `your the a stream streaming live rtmp rtmps broadcast secret key keys name insert enter here paste put add replace with me this
  token code goes ingest channel example
  dein deinen deine ihr ihren ihre hier streamschlussel streamschluessel schlussel schluessel einfugen einsetzen
  votre vos ta cle flux diffusion ici tu su clave transmision aqui sua seu chave transmissao transmissao
  tua chiave jouw uw sleutel streamsleutel twoj klucz`
    .split(/\s+/)
    .filter(Boolean),
);
const KEY_TERMS = /(key|name|schl(u|ue)ssel|cle|clave|chave|chiave|sleutel|klucz|token|code)$/;

/**
 * Whether a text is a placeholder for the key: `{stream_key}`, `YOUR_STREAM_KEY`, `<stream-key>`.
 */
export function isPlaceholder(key: string): boolean {
  if (key.length > 60) return false;
  const [, inBrackets] =
    /^\$?(?:\{{1,2}|<{1,2}|\[{1,2}|\(|%7B|%3C)\s*([^<>{}[\]()]{1,50}?)\s*(?:\}{1,2}|>{1,2}|\]{1,2}|\)|%7D|%3E)$/i.exec(
      key,
    ) ?? [];
  const [, variable] = /^(?:\$(?:env:)?|:|%)([A-Za-z][A-Za-z0-9_-]{2,50})%?$/.exec(key) ?? [];
  const text = inBrackets ?? variable ?? key;
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z])(?=[A-Z])/g, '$1 ')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean)
    .flatMap((word) =>
      word === 'streamkey' ? ['stream', 'key'] : word === 'streamname' ? ['stream', 'name'] : [word],
    );
  if (words.length === 0) return false;
  if (inBrackets !== undefined)
    return words.some((word) => KEY_TERMS.test(word) || word === 'stream' || word === 'your');
  const isSpelled = words.every((word) => PLACEHOLDER_TERMS.has(word));
  const namesKey = words.some((word) => KEY_TERMS.test(word));
  if (variable !== undefined) return namesKey;
  // A repeated word is no evidence: keys of some services are groups of four random letters.
  const isPhrase = new Set(words).size > 1;
  return isSpelled && namesKey && !/[0-9]/.test(text) && (isPhrase || text === text.toUpperCase());
}
