const ENTITY_TAG = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g;

/**
 * Whether an If-Match value matches a strong entity tag (RFC 9110 §13.1.1). `*` always matches, a
 * weak tag never does, and neither does a value without a tag.
 */
export function matches(ifMatch: string, etag: string): boolean {
  if (ifMatch.trim() === '*') return true;
  return [...ifMatch.matchAll(ENTITY_TAG)].some(([tag, weak]) => weak === undefined && tag === etag);
}

/** Whether an If-None-Match value contains this entity tag (RFC 9110 §13.1.2, weak comparison). */
export function noneMatches(ifNoneMatch: string, etag: string): boolean {
  if (ifNoneMatch === etag || ifNoneMatch.trim() === '*') return true;
  return [...ifNoneMatch.matchAll(ENTITY_TAG)].some(([, , opaque]) => `"${opaque}"` === etag);
}
