import { useState } from 'preact/hooks';
import { announce } from '../announce.ts';
import { api, type Failure } from '../client.ts';
import { read } from '../session.ts';
import { strings } from '../strings.ts';
import { FailureNote } from './failure.tsx';

const words = strings.account;

/** Everything that is held, as a file; fetched first, so that a failure can be told on the page. */
export function ExportData() {
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  const download = async () => {
    if (busy) return;
    setBusy(true);
    setDone(false);
    const answer = await read<unknown>(api.GET('/api/me/export', { parseAs: 'text' }));
    setBusy(false);
    setFailure(answer.ok ? null : answer.failure);
    if (!answer.ok) return;
    save(String(answer.value), 'uplink-export.json');
    setDone(true);
    announce(words.exported);
  };
  return (
    <>
      <p class="actions">
        <button type="button" aria-disabled={busy} onClick={download}>
          {busy ? words.exporting : words.export}
        </button>
        {done && <span class="done">{words.exported}</span>}
      </p>
      {failure && <FailureNote failure={failure} />}
    </>
  );
}

function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
