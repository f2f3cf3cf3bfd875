import { useState } from 'preact/hooks';
import { api, type Failure } from '../../api/client.ts';
import { FailureNote } from '../../components/failure.tsx';
import { RequestButton } from '../../components/request-button.tsx';
import { strings } from '../../i18n/index.ts';
import { announce } from '../../state/announce.ts';
import { read } from '../../state/session.ts';

const messages = strings.account;

/** Downloads all stored data. It is fetched first, so that the page can show an error. */
export function ExportData() {
  const [done, setDone] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  const download = async () => {
    setDone(false);
    const response = await read<unknown>(api.GET('/api/me/export', { parseAs: 'text' }));
    setFailure(response.ok ? null : response.failure);
    if (!response.ok) return;
    save(String(response.value), 'uplink-export.json');
    setDone(true);
    announce(messages.exported);
  };
  return (
    <>
      <p class="actions">
        <RequestButton busyLabel={messages.exporting} onClick={download}>
          {messages.export}
        </RequestButton>
        {done && <span class="done">{messages.exported}</span>}
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
