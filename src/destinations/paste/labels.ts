/** The three values that the parser looks for. */
export type Field = 'streamUrl' | 'streamKey' | 'pageUrl';

/** The meaning of a label. */
export interface Label {
  /** `other` for labels of other values. */
  field: Field | 'other';
  /** How clearly the label names the field; the value with the highest rank wins. */
  rank: 1 | 2 | 3;
  /** Whether the label names the backup rather than the primary value. */
  isBackup: boolean;
}

const words = (text: string) => new Set(text.split(/\s+/).filter(Boolean).map(normalized));
const stems = (text: string) => [...words(text)];

/** Whole words that name a stream key. */
const KEY_TERMS = words(
  `key keys cle clef clave llave chave chiave cheie 키 kunci khoa playpath streamkey streamingkey kljuc`,
);
/** Parts of words, for languages with compound words or without spaces. */
const KEY_STEMS =
  stems(`schlüssel schluessel streamkey sleutel klucz ключ nyckel nøgle nøkkel avain kulcs klíč kľúč κλειδ anahtar
  キー 密钥 密鑰 金鑰 金钥 秘钥 秘鑰 推流码 推流碼 串流码 串流碼 直播码 直播碼 스트림키 מפתח مفتاح कुंजी คีย์`);
const NAME_TERMS = words(`name nom nombre nome naam nazwa имя namn navn nimi isim ad`);
const STREAM_TERMS =
  words(`stream streams streaming flux flujo transmision retransmision transmissao flusso strumien strumienia поток потока
  yayin yayini diffusion diretta`);
const NAME_STEMS = stems(`streamname ストリーム名 流名 스트림이름 串流名`);

const URL_TERMS =
  words(`url uri urls server serveur servidor serwer sunucu sunucusu сервер сервера address adresse adress direccion endereco indirizzo
  adres adresi адрес ingest ingestion endpoint rtmp rtmps srt fms host lien enlace link ссылка osoite palvelin szerver`);
const URL_STEMS =
  stems(`streamurl serverurl rtmpurl streamingurl streamadres streamingadres serveradres ingestadres サーバ アドレス 配信先
  地址 网址 網址 服务器 伺服器 서버 주소 sunucu сервер адрес`);

const PAGE_TERMS =
  words(`page watch viewer viewers viewing share sharing permalink public spectateur spectateurs regarder visionnage
  espectador espectadores assistir spettatori guarda kijk kijkers pagina player webseite website`);
const PAGE_STEMS = stems(
  `seite zuschau kijkpagina stron страниц просмотр зрител 視聴 ページ 观看 觀看 播放 页面 頁面 시청 페이지 izleme sayfa`,
);

const BACKUP_TERMS =
  words(`backup secondary fallback failover redundant redundancy ersatz reserve secours secondaire respaldo secundario
  secundaria reserva riserva secondario secondaria zapas yedek ikincil alternate alternative sauvegarde copia`);
const BACKUP_STEMS = stems(
  `backup sicherung ersatz zapasow резерв запасн 予備 バックアップ 备用 備用 备份 備份 예비 백업 보조 yedek`,
);

/** In combination with these words, "key" does not mean a stream key. */
const OTHER_KEYS =
  words(`api access private public ssh license licence product encryption signing client consumer recovery frame interval
  keyframe keyint publishable sdk`);
const OTHER_TERMS =
  words(`password passwort kennwort passcode kenncode pin user username benutzer login title titel titre titulo titolo
  status state latency latenz bitrate resolution framerate fps codec keyframe keyint interval intervall name date datum time zeit
  wann when phone telefon email mail meeting webinar passphrase port protocol type format encoder region id arn subject betreff
  from von an cc description category playback playbackurl visibility room event topic thema audio video quality description note
  secret token dash hls whip whep webrtc player embed recording thumbnail`);

/**
 * Lower case, without accents, split into words: `streamKey`, `STREAM_KEY` and `Stream-Key` are the
 * same.
 */
export function normalized(text: string): string {
  return text
    .replace(/([a-z0-9])(?=[A-Z])/g, '$1 ')
    .replace(/([A-Z])(?=[A-Z][a-z])/g, '$1 ')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ı/g, 'i')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** An attribute of the key, not the key itself. */
const ATTRIBUTE =
  / (id|arn|status|state|type|expires|expiry|created|updated|length|hint|fingerprint|at|label)$/;
const MEDIA_TERMS = words('playback hls dash whip whep webrtc thumbnail embed rtsp');
const MAX_LABEL_LENGTH = 80;
const MAX_LABEL_TERMS = 10;

/** Whether a text names a backup. */
export function namesBackup(text: string): boolean {
  const plain = normalized(text.slice(-MAX_LABEL_LENGTH));
  return (
    plain.split(' ').some((word) => BACKUP_TERMS.has(word)) ||
    BACKUP_STEMS.some((part) => plain.includes(part))
  );
}

/**
 * Interprets a text as a label: words of a settings page in any of these languages, a variable
 * name, or a JSON path.
 * @returns undefined if it is not a label
 */
export function labelOf(text: string): Label | undefined {
  if (text.length > MAX_LABEL_LENGTH || text.trim() === '') return undefined;
  if (lookups === undefined) return findLabel(text);
  if (lookups.has(text)) return lookups.get(text);
  if (lookups.size >= MAX_LOOKUPS) return undefined;
  const label = findLabel(text);
  lookups.set(text, label);
  return label;
}

/**
 * More than the distinct labels of any real text of 16 KiB: bounds the time for malicious texts.
 */
const MAX_LOOKUPS = 1200;
let lookups: Map<string, Label | undefined> | undefined;

/**
 * Runs a synchronous parser with a limit on label lookups, whose results are cached only during the
 * call.
 */
export function withBoundedLabels<T>(parse: () => T): T {
  if (lookups !== undefined) return parse();
  lookups = new Map();
  try {
    return parse();
  } finally {
    lookups = undefined;
  }
}

const KNOWN_TERMS: readonly ReadonlySet<string>[] = [
  KEY_TERMS,
  NAME_TERMS,
  STREAM_TERMS,
  URL_TERMS,
  PAGE_TERMS,
  BACKUP_TERMS,
  OTHER_KEYS,
  OTHER_TERMS,
];

/** Whether a text consists only of words of labels: in `r-cc-4711`, `cc` is not a label. */
export function hasLabelTerms(text: string): boolean {
  return normalized(text.slice(0, MAX_LABEL_LENGTH))
    .split(' ')
    .every((word) => KNOWN_TERMS.some((known) => known.has(word)));
}

function findLabel(text: string): Label | undefined {
  // A note in parentheses may mention the other field: "Stream key (paste it below the URL)".
  const plain = normalized(text.replace(/[(（[][^()（）[\]]{0,60}[)）\]]/g, ' ')) || normalized(text);
  const all = plain.split(' ').filter(Boolean);
  if (all.length === 0 || all.length > MAX_LABEL_TERMS) return undefined;
  const has = (set: ReadonlySet<string>) => all.some((word) => set.has(word));
  const contains = (parts: readonly string[]) => parts.some((part) => plain.includes(part));
  const isBackup = has(BACKUP_TERMS) || contains(BACKUP_STEMS);
  const isKey = has(KEY_TERMS) || contains(KEY_STEMS);
  const isUrl = has(URL_TERMS) || contains(URL_STEMS);
  const isPage = has(PAGE_TERMS) || contains(PAGE_STEMS);
  if (isKey && (has(OTHER_KEYS) || ATTRIBUTE.test(plain))) return { field: 'other', rank: 3, isBackup };
  // "RTMP URL and key": the value can be a URL that contains the key.
  if (isKey && isUrl && /(^| )(and|und|et|y|e|i|en|with|mit|incl|including) /.test(plain))
    return { field: 'streamUrl', rank: 1, isBackup };
  if (isKey) return { field: 'streamKey', rank: 3, isBackup };
  if (isPage && !/(^| )(push|ingest|ingestion|rtmps?)( |$)/.test(plain))
    return { field: 'pageUrl', rank: 3, isBackup };
  const isName = (has(NAME_TERMS) && has(STREAM_TERMS)) || contains(NAME_STEMS);
  if (isName) return { field: 'streamKey', rank: 2, isBackup };
  if (/^(\S+ )?stream ?id$/.test(plain)) return { field: 'streamKey', rank: 1, isBackup };
  if (isUrl && has(MEDIA_TERMS)) return { field: 'other', rank: 3, isBackup };
  if (isUrl) return { field: 'streamUrl', rank: plain === 'link' || plain === 'url' ? 2 : 3, isBackup };
  if (/^(live ?)?stream$/.test(plain)) return { field: 'streamKey', rank: 1, isBackup };
  if (has(OTHER_TERMS)) return { field: 'other', rank: 3, isBackup };
  return undefined;
}
