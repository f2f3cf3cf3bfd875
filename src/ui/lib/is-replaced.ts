const PROBE_TIMEOUT_MS = 10_000;

/**
 * Whether the server runs another version than this page, after code failed to load: the server
 * responds but no longer has the file.
 */
export async function isReplaced(): Promise<boolean> {
  try {
    return (await fetch('/livez', { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) })).ok;
  } catch {
    return false;
  }
}
