import { useState } from 'preact/hooks';
import { announce } from '../announce.ts';
import type { Livestream } from '../api.ts';
import type { Answer, Failure } from '../client.ts';
import { strings } from '../strings.ts';
import { FailureNote } from './failure.tsx';

const words = strings.form;

export type Reveal = () => Promise<Answer<Livestream>>;

type CurrentKeyProps = { livestream: Livestream; reveal: Reveal };

/**
 * The key that Zoom has. Copying does not show it: the screen may be shared. Shown or copied, it is fetched
 * for that and not kept once hidden.
 */
export function CurrentKey({ livestream, reveal }: CurrentKeyProps) {
  const [shown, setShown] = useState('');
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);

  const fetchKey = async (): Promise<string> => {
    if (busy) return '';
    setBusy(true);
    setOutcome('');
    announce(words.revealing);
    const answer = await reveal();
    setBusy(false);
    setFailure(answer.ok ? null : answer.failure);
    return answer.ok ? (answer.value.stream_key ?? '') : '';
  };
  const toggle = async () => setShown(shown ? '' : await fetchKey());
  const copy = async () => {
    const key = shown || (await fetchKey());
    if (!key) return;
    const result = (await copied(key)) ? words.copied : words.copyFailed;
    if (result === words.copyFailed) setShown(key);
    setOutcome(result);
    announce(result);
  };

  return (
    <div class="current-key" aria-busy={busy}>
      <span class="label">{words.current}</span>
      <output class="mono">{shown || `••••••••${livestream.stream_key_hint}`}</output>
      <button type="button" aria-disabled={busy} onClick={toggle}>
        {shown ? words.hide : words.show}
      </button>
      <button type="button" aria-disabled={busy} onClick={copy}>
        {words.copy}
      </button>
      {outcome && <p class="hint">{outcome}</p>}
      {failure && <FailureNote failure={failure} />}
    </div>
  );
}

/** Whether the browser let the text onto the clipboard. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
