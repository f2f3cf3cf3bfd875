import { parseZoomJson } from './json.ts';
import { isRecord } from './lenient-schema.ts';

/**
 * The body of an error of Zoom's REST API: `{"code":300,"message":"…","errors":[{"field":"…","message":"…"}]}`. Zoom's gateway
 * sends some as `{"status":false,"errorCode":3001,"errorMessage":"…"}`.
 */
export interface ErrorBody {
  code: number;
  /** In the language of the Zoom account, at most 300 characters. */
  message: string;
  /** At most 20. */
  errors: { field: string; message: string }[];
}

const MAX_MESSAGE_LENGTH = 300;
const MAX_FIELD_ERRORS = 20;
/** No error of Zoom's is longer. */
const MAX_BROKEN_LENGTH = 16_384;

/**
 * Reads an error body, whatever the HTTP status of its response. No successful response has a member `code`, or an
 * `errorCode` other than 0.
 * @returns undefined if the body has no numeric code
 */
export function readErrorBody(text: string): ErrorBody | undefined {
  let body: unknown;
  try {
    body = parseZoomJson(text);
  } catch {
    return readBrokenBody(text);
  }
  return toErrorBody(body);
}

/** The same for a body that is parsed already. */
export function toErrorBody(body: unknown): ErrorBody | undefined {
  const code = isRecord(body) ? (codeOf(body.code) ?? gatewayCodeOf(body.errorCode)) : undefined;
  if (!isRecord(body) || code === undefined) return undefined;
  const errors = Array.isArray(body.errors) ? body.errors.filter(isRecord) : [];
  return {
    code,
    message: sentence(body.message) || sentence(body.errorMessage),
    errors: errors
      .slice(0, MAX_FIELD_ERRORS)
      .map((error) => ({ field: sentence(error.field), message: sentence(error.message) })),
  };
}

/** Zoom quotes the names of scopes and settings inside a message without escaping the quotes. */
const BROKEN_CODE = /(?<!\\)"code"\s*:\s*"?(\d{1,9})"?\s*[,}]/;
const BROKEN_MESSAGE = /(?<!\\)"message"\s*:\s*"([\s\S]*)"/;

function readBrokenBody(text: string): ErrorBody | undefined {
  const object = text.length > MAX_BROKEN_LENGTH ? '' : text.trim();
  if (!object.startsWith('{') || !object.endsWith('}')) return undefined;
  const code = BROKEN_CODE.exec(text)?.[1];
  const message = BROKEN_MESSAGE.exec(text)?.[1];
  if (code === undefined || message === undefined) return undefined;
  return { code: Number(code), message: sentence(message), errors: [] };
}

function codeOf(value: unknown): number | undefined {
  if (typeof value === 'string' && /^\d{1,9}$/.test(value)) return Number(value);
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

/** The gateway names a code of 0 in successful responses. */
function gatewayCodeOf(value: unknown): number | undefined {
  return codeOf(value) || undefined;
}

function sentence(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, MAX_MESSAGE_LENGTH) : '';
}
