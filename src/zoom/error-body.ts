import { parseZoomJson } from './json.ts';
import { isRecord } from './lenient-schema.ts';

/**
 * The body of a REST API error:
 * `{"code":300,"message":"…","errors":[{"field":"…","message":"…"}]}`. Zoom's gateway sends some
 * errors as `{"status":false,"errorCode":3001,"errorMessage":"…"}`.
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
/** Zoom's error bodies are shorter than this. */
const MAX_BROKEN_LENGTH = 16_384;

/**
 * Reads an error body of a response with any HTTP status. Successful responses have no member
 * `code`, and no `errorCode` other than 0.
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

/** The same for a body that is already parsed. */
export function toErrorBody(body: unknown): ErrorBody | undefined {
  const code = isRecord(body) ? (codeOf(body.code) ?? gatewayCodeOf(body.errorCode)) : undefined;
  if (!isRecord(body) || code === undefined) return undefined;
  const errors = Array.isArray(body.errors) ? body.errors.filter(isRecord) : [];
  return {
    code,
    message: shortened(body.message) || shortened(body.errorMessage),
    errors: errors
      .slice(0, MAX_FIELD_ERRORS)
      .map((error) => ({ field: shortened(error.field), message: shortened(error.message) })),
  };
}

/** Zoom does not escape the quotation marks around names of scopes and settings in a message. */
const BROKEN_CODE = /(?<!\\)"code"\s*:\s*"?(\d{1,9})"?\s*[,}]/;
const BROKEN_MESSAGE = /(?<!\\)"message"\s*:\s*"([\s\S]*)"/;

function readBrokenBody(text: string): ErrorBody | undefined {
  const object = text.length > MAX_BROKEN_LENGTH ? '' : text.trim();
  if (!object.startsWith('{') || !object.endsWith('}')) return undefined;
  const code = BROKEN_CODE.exec(text)?.[1];
  const message = BROKEN_MESSAGE.exec(text)?.[1];
  if (code === undefined || message === undefined) return undefined;
  return { code: Number(code), message: shortened(message), errors: [] };
}

function codeOf(value: unknown): number | undefined {
  if (typeof value === 'string' && /^\d{1,9}$/.test(value)) return Number(value);
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
}

/** The gateway sends code 0 in successful responses. */
function gatewayCodeOf(value: unknown): number | undefined {
  return codeOf(value) || undefined;
}

function shortened(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, MAX_MESSAGE_LENGTH) : '';
}
