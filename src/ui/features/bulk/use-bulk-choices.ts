import { useEffect, useRef, useState } from 'preact/hooks';
import { api, type Failure } from '../../api/client.ts';
import type { Destination, Kind, Meeting } from '../../api/types.ts';
import { read } from '../../state/session.ts';

/** The meetings to select from: upcoming ones, a series once, page by page. */
export function useChoices(kind: Kind, isActive = true) {
  const [meetings, setMeetings] = useState<Meeting[]>([]);
  const [next, setNext] = useState<string | null>('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [loading, setLoading] = useState(true);
  const requested = useRef(0);

  const load = async (before: Meeting[], token: string) => {
    requested.current += 1;
    const number = requested.current;
    setLoading(true);
    setFailure(null);
    const query = { type: 'upcoming' as const, ...(token ? { page_token: token } : {}) };
    const response = await read(api.GET(`/api/${kind}`, { params: { query } }));
    if (number !== requested.current) return;
    setLoading(false);
    if (!response.ok) return setFailure(response.failure);
    setMeetings(onceEach([...before, ...response.value.meetings]));
    setNext(response.value.next_page_token);
  };

  useEffect(() => {
    setMeetings([]);
    if (isActive) load([], '');
    return () => {
      requested.current += 1;
    };
  }, [kind, isActive]);

  return { meetings, failure, loading, hasMore: next !== null, more: () => load(meetings, next ?? '') };
}

/** All meetings to select from: every page is loaded. */
export function useAllChoices(kind: Kind, isActive: boolean) {
  const choices = useChoices(kind, isActive);
  const { loading, failure, hasMore, more } = choices;
  const isDue = isActive && !loading && !failure && hasMore;
  useEffect(() => {
    if (isDue) more();
  }, [isDue, choices.meetings]);
  return { ...choices, loading: isActive && !failure && (loading || hasMore) };
}

function onceEach(meetings: Meeting[]): Meeting[] {
  return [...new Map(meetings.map((meeting) => [meeting.id, meeting])).values()];
}

/** The saved destinations; null until they are loaded. */
export function useSavedDestinations(): Destination[] | null {
  const [destinations, setDestinations] = useState<Destination[] | null>(null);
  useEffect(() => {
    let here = true;
    read(api.GET('/api/destinations')).then((response) => {
      if (here) setDestinations(response.ok ? response.value.destinations : []);
    });
    return () => {
      here = false;
    };
  }, []);
  return destinations;
}
