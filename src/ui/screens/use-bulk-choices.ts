import { useEffect, useRef, useState } from 'preact/hooks';
import type { Destination, Kind, Meeting } from '../api.ts';
import { api, type Failure } from '../client.ts';
import { read } from '../session.ts';

/** What there is to choose from: upcoming meetings or webinars, a series once, page by page. */
export function useChoices(kind: Kind) {
  const [meetings, setMeetings] = useState<Meeting[]>([]);
  const [next, setNext] = useState<string | null>('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const [loading, setLoading] = useState(true);
  const asked = useRef(0);

  const load = async (before: Meeting[], token: string) => {
    asked.current += 1;
    const turn = asked.current;
    setLoading(true);
    setFailure(null);
    const query = { type: 'upcoming' as const, ...(token ? { page_token: token } : {}) };
    const answer = await read(api.GET(`/api/${kind}`, { params: { query } }));
    if (turn !== asked.current) return;
    setLoading(false);
    if (!answer.ok) return setFailure(answer.failure);
    setMeetings(onceEach([...before, ...answer.value.meetings]));
    setNext(answer.value.next_page_token);
  };

  useEffect(() => {
    setMeetings([]);
    load([], '');
    return () => {
      asked.current += 1;
    };
  }, [kind]);

  return { meetings, failure, loading, hasMore: next !== null, more: () => load(meetings, next ?? '') };
}

function onceEach(meetings: Meeting[]): Meeting[] {
  return [...new Map(meetings.map((meeting) => [meeting.id, meeting])).values()];
}

/** The saved destinations; null until they came. */
export function useSavedDestinations(): Destination[] | null {
  const [destinations, setDestinations] = useState<Destination[] | null>(null);
  useEffect(() => {
    let here = true;
    read(api.GET('/api/destinations')).then((answer) => {
      if (here) setDestinations(answer.ok ? answer.value.destinations : []);
    });
    return () => {
      here = false;
    };
  }, []);
  return destinations;
}
