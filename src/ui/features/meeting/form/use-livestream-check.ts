import { useEffect, useRef, useState } from 'preact/hooks';
import { api, resultFor } from '../../../api/client.ts';
import type { Kind, LivestreamChanges, LivestreamCheck } from '../../../api/types.ts';

const noSameKey: LivestreamCheck['same_key'] = { meetings: [], destinations: [] };

/**
 * Zoom would reject such a value, so it cannot be checked as a change: the parser's warnings say
 * what to correct.
 */
async function warningsOnly({ stream_url, stream_key, page_url }: LivestreamChanges) {
  const given = Object.entries({ stream_url, stream_key, page_url }).filter(
    ([, value]) => value !== undefined,
  );
  if (given.length === 0) return null;
  const response = await resultFor(api.POST('/api/destinations/parse', { body: Object.fromEntries(given) }));
  return response.ok ? { warnings: response.value.warnings, missing: [], same_key: noSameKey } : null;
}

/** Does not interrupt typing. */
const PAUSE_MS = 500;

type Checked = { of: string; found: LivestreamCheck | null };

const nothing: Checked = { of: '{}', found: null };

/**
 * The warnings about `changes` before they are saved: fetched when the user pauses, or immediately
 * when needed. A failed check does not prevent saving.
 */
export function useLivestreamCheck(kind: Kind, id: string, changes: LivestreamChanges) {
  const [checked, setChecked] = useState(nothing);
  const wanted = JSON.stringify(changes);
  const latest = useRef(wanted);
  latest.current = wanted;

  const now = async (): Promise<LivestreamCheck | null> => {
    if (checked.of === wanted) return checked.found;
    if (wanted === nothing.of) return null;
    const response = await resultFor(
      api.POST(`/api/${kind}/{id}/livestream/check`, { params: { path: { id } }, body: changes }),
    );
    const found = response.ok ? response.value : await warningsOnly(changes);
    if (latest.current === wanted) setChecked({ of: wanted, found });
    return found;
  };

  useEffect(() => {
    if (wanted === nothing.of) return setChecked(nothing);
    const timer = setTimeout(now, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [wanted]);

  return { found: checked.found, now };
}
