import type { Livestream } from '../../../api/types.ts';
import { FailureNote } from '../../../components/failure.tsx';
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
      <button type="button" aria-disabled={busy} onClick={toggle}>
        {shown ? messages.hide : messages.show}
      </button>
      <button type="button" aria-disabled={busy} onClick={copy}>
        {messages.copy}
      </button>
      {outcome && <p class="hint">{outcome}</p>}
      {failure && <FailureNote failure={failure} />}
    </div>
  );
}
