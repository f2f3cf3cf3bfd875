import type { Livestream } from '../../api/types.ts';
import { LastChecked, StaleNote } from '../../components/last-checked.tsx';
import { RequestButton } from '../../components/request-button.tsx';
import { strings } from '../../i18n/index.ts';
import { destinationName } from '../../lib/destination.ts';

type CurrentLivestreamProps = {
  livestream: Livestream;
  loading: boolean;
  checked: string;
  onCheck: () => void;
};

/** Zoom's current settings as far as known, and how old they are. */
export function CurrentLivestream({ livestream, loading, checked, onCheck }: CurrentLivestreamProps) {
  return (
    <aside class="present" aria-labelledby="present-title">
      <h2 id="present-title">{strings.meeting.nowTitle}</h2>
      {livestream.stale && <StaleNote fetchedAt={livestream.fetched_at} />}
      <dl>
        <dt>{strings.meeting.streamsTo}</dt>
        <dd>
          {livestream.configured ? (
            <>
              <strong>{destinationName(livestream.stream_url)}</strong>
              <span class="mono small">{livestream.stream_url}</span>
            </>
          ) : (
            strings.meeting.nothing
          )}
        </dd>
        {livestream.page_url && <WatchedAt url={livestream.page_url} />}
      </dl>
      <p class="check">
        <LastChecked livestream={livestream} />
        <RequestButton isBusy={loading} busyLabel={strings.meeting.checking} onClick={onCheck}>
          {strings.meeting.check}
        </RequestButton>
        {checked && <span class="small">{checked}</span>}
      </p>
    </aside>
  );
}

/**
 * Only web addresses become links. Anything else in Zoom (such as `javascript:`) is shown as text.
 */
function WatchedAt({ url }: { url: string }) {
  const isWeb = /^https?:\/\//i.test(url);
  return (
    <>
      <dt>{strings.meeting.watchedAt}</dt>
      <dd class="mono small">
        {isWeb ? (
          <a href={url} target="_blank" rel="noopener noreferrer">
            {url}
          </a>
        ) : (
          url
        )}
      </dd>
    </>
  );
}
