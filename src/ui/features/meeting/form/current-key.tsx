import type { Livestream } from '../../../api/types.ts';
import { FailureNote } from '../../../components/failure.tsx';
import { RequestButton } from '../../../components/request-button.tsx';
import { strings } from '../../../i18n/index.ts';
import { type Reveal, useStreamKey } from '../summary/use-stream-key.ts';

const messages = strings.form;

type CurrentKeyProps = { livestream: Livestream; reveal: Reveal };

/** The key that Zoom has, above the field for a new one. */
export function CurrentKey({ livestream, reveal }: CurrentKeyProps) {
  const { shown, busy, outcome, failure, toggle, copy } = useStreamKey(reveal);
  return (
    <div class="current-key" aria-busy={busy}>
      <span class="label">{messages.current}</span>
      <output class="mono">{shown || `••••••••${livestream.stream_key_hint}`}</output>
      <RequestButton isBlocked={busy} busyLabel={messages.revealing} onClick={toggle}>
        {shown ? messages.hide : messages.show}
      </RequestButton>
      <RequestButton isBlocked={busy} busyLabel={messages.revealing} onClick={copy}>
        {messages.copy}
      </RequestButton>
      {outcome && <p class="hint">{outcome}</p>}
      {failure && <FailureNote failure={failure} />}
    </div>
  );
}
