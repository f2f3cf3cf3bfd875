import { useEffect } from 'preact/hooks';
import type { Kind } from '../../api/types.ts';
import { onEvent } from '../../state/user-events.ts';
import type { LivestreamHandle } from './form/use-livestream.ts';

/**
 * Calls `refresh` after each event about a livestream, as soon as the livestream itself was read
 * again. If Zoom deleted the meeting, only that read reaches Zoom.
 */
export function useRefreshAfterEvents(
  kind: Kind,
  id: string,
  livestream: LivestreamHandle,
  refresh: () => void,
): void {
  useEffect(() => {
    let isMounted = true;
    const follow = async (event: { kind?: Kind; meeting_id?: string }) => {
      const isAboutThis = (event.kind ?? kind) === kind && (event.meeting_id ?? id) === id;
      if (isAboutThis && (await livestream.isStillThere()) && isMounted) refresh();
    };
    const unsubscribes = [onEvent('live', follow), onEvent('livestream', follow)];
    return () => {
      isMounted = false;
      for (const unsubscribe of unsubscribes) unsubscribe();
    };
  }, []);
}
