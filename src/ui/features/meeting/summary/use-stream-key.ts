import { useState } from 'preact/hooks';
import type { ApiResult, Failure } from '../../../api/client.ts';
import type { Livestream } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import { copyText } from '../../../lib/copy-text.ts';
import { announce } from '../../../state/announce.ts';

const messages = strings.form;

export type Reveal = () => Promise<ApiResult<Livestream>>;

/**
 * The key that Zoom has. Copying does not show it, because the screen may be shared. It is fetched
 * to show or copy it, and dropped when hidden.
 */
export function useStreamKey(reveal: Reveal) {
  const [shown, setShown] = useState('');
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);

  const fetchKey = async (): Promise<string> => {
    if (busy) return '';
    setBusy(true);
    setOutcome('');
    announce(messages.revealing);
    const response = await reveal();
    setBusy(false);
    setFailure(response.ok ? null : response.failure);
    return response.ok ? (response.value.stream_key ?? '') : '';
  };
  const toggle = async () => setShown(shown ? '' : await fetchKey());
  const copy = async () => {
    const key = shown || (await fetchKey());
    if (!key) return;
    const result = (await copyText(key)) ? messages.copied : messages.copyFailed;
    if (result === messages.copyFailed) setShown(key);
    setOutcome(result);
    announce(result);
  };
  return { shown, busy, outcome, failure, toggle, copy };
}
