import { useEffect, useRef, useState } from 'preact/hooks';
import type { Kind, LivestreamChanges, LivestreamCheck } from '../api.ts';
import { answerTo, api } from '../client.ts';

/** Who types is not interrupted. */
const PAUSE_MS = 500;

type Checked = { of: string; found: LivestreamCheck | null };

const nothing: Checked = { of: '{}', found: null };

/** What to know before `changes` are saved: found while one pauses, or at once when it is needed. A check that fails keeps nobody from saving. */
export function useLivestreamCheck(kind: Kind, id: string, changes: LivestreamChanges) {
  const [checked, setChecked] = useState(nothing);
  const wanted = JSON.stringify(changes);
  const latest = useRef(wanted);
  latest.current = wanted;

  const now = async (): Promise<LivestreamCheck | null> => {
    if (checked.of === wanted) return checked.found;
    if (wanted === nothing.of) return null;
    const answer = await answerTo(
      api.POST(`/api/${kind}/{id}/livestream/check`, { params: { path: { id } }, body: changes }),
    );
    const found = answer.ok ? answer.value : null;
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
