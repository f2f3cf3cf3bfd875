import type { Livestream } from '../../../api/types.ts';
import { FailureNote } from '../../../components/failure.tsx';
import { Icon } from '../../../components/icon.tsx';
import { RequestButton } from '../../../components/request-button.tsx';
import { strings } from '../../../i18n/index.ts';
import { type Reveal, useStreamKey } from './use-stream-key.ts';

const messages = strings.form;

type StreamKeyRowProps = { livestream: Livestream; reveal: Reveal };

/** The stream key in the summary, masked until the user shows it. */
export function StreamKeyRow({ livestream, reveal }: StreamKeyRowProps) {
  const { shown, busy, outcome, failure, toggle, copy } = useStreamKey(reveal);
  return (
    <div class="fact" aria-busy={busy}>
      <dt>{messages.stream_key}</dt>
      <dd>
        <output class="mono">{shown || `••••••••${livestream.stream_key_hint}`}</output>
        <span class="fact-actions">
          <RequestButton class="quiet" isBlocked={busy} busyLabel={messages.revealing} onClick={toggle}>
            {shown ? messages.hide : messages.show}
          </RequestButton>
          <RequestButton
            class="quiet icon-button"
            title={messages.copy}
            isBlocked={busy}
            busyLabel={<CopyLabel text={messages.revealing} />}
            onClick={copy}
          >
            <CopyLabel text={messages.copy} />
          </RequestButton>
        </span>
        {outcome && <p class="small">{outcome}</p>}
        {failure && <FailureNote failure={failure} />}
      </dd>
    </div>
  );
}

function CopyLabel({ text }: { text: string }) {
  return (
    <>
      <Icon name="copy" />
      <span class="unseen">{text}</span>
    </>
  );
}
