import { useEffect, useRef, useState } from 'preact/hooks';
import { announce } from '../announce.ts';
import type { Kind, ListType, Meeting, MeetingsPage } from '../api.ts';
import type { Failure } from '../client.ts';
import { remember } from '../seen.ts';
import { read } from '../session.ts';
import { strings } from '../strings.ts';

type Listed = {
  meetings: Meeting[];
  nextPageToken: string;
  complete: boolean;
  failure: Failure | null;
  /** When the list was read, where it is the last one known; else empty. */
  staleSince: string;
};

const nothingYet: Listed = {
  meetings: [],
  nextPageToken: '',
  complete: false,
  failure: null,
  staleSince: '',
};

/** The pages read so far, and the way to read the next one (or the failed one again). */
export function useMeetings(kind: Kind, type: ListType) {
  const [listed, setListed] = useState(nothingYet);
  const [loading, setLoading] = useState(true);
  const busy = useRef(false);
  const here = useRef(true);

  const more = async () => {
    if (busy.current) return;
    busy.current = true;
    setLoading(true);
    const next = await nextPage(kind, type, isRefusedPage(listed.failure) ? nothingYet : listed);
    busy.current = false;
    if (!here.current) return;
    setListed(next);
    setLoading(false);
    if (!next.failure) announce(strings.list.shown(next.meetings.length));
  };

  useEffect(() => {
    here.current = true;
    more();
    return () => {
      here.current = false;
    };
  }, []);

  return { ...listed, loading, more };
}

/** A page token lives for minutes only: once it is refused, the list starts anew. */
function isRefusedPage(failure: Failure | null): boolean {
  return failure?.kind === 'problem' && failure.problem.status === 400;
}

async function nextPage(kind: Kind, type: ListType, before: Listed): Promise<Listed> {
  const query = new URLSearchParams({ type });
  if (before.nextPageToken) query.set('page_token', before.nextPageToken);
  const answer = await read<MeetingsPage>(`/api/${kind}?${query}`);
  if (!answer.ok) return { ...before, failure: answer.failure };
  const { meetings, next_page_token, stale, fetched_at = '' } = answer.value;
  remember(meetings);
  return {
    meetings: [...before.meetings, ...meetings],
    nextPageToken: next_page_token ?? '',
    complete: !next_page_token,
    failure: null,
    staleSince: stale ? fetched_at : before.staleSince,
  };
}
