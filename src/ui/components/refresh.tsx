import { useState } from 'preact/hooks';
import type { Failure } from '../api/client.ts';
import { strings } from '../i18n/index.ts';
import { momentOf } from '../lib/times.ts';
import { announce } from '../state/announce.ts';
import { now, times } from '../state/clock.ts';
import { LoadFailure } from './load-failure.tsx';
import { RequestButton } from './request-button.tsx';

const messages = strings.refresh;

type RefreshProps = {
  /** ISO 8601; empty if unknown. */
  updatedAt?: string;
  /** Reloads everything shown. Resolves to the failure, unless the screen shows it itself. */
  onRefresh: () => Promise<Failure | null> | Promise<void>;
};

/** The age of what is shown, and a button to refresh it. */
export function Refresh({ updatedAt = '', onRefresh }: RefreshProps) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const at = momentOf(updatedAt);
  const refresh = async () => {
    setFailure(null);
    const failed = await onRefresh();
    setFailure(failed || null);
    if (!failed) announce(messages.done);
  };
  return (
    <span class="refresh">
      {at && (
        <time class="small muted" dateTime={updatedAt}>
          {messages.updated(times.value.age(at, now.value) ?? strings.age.justNow)}
        </time>
      )}
      <RequestButton class="quiet" busyLabel={<Label text={messages.busy} />} onClick={refresh}>
        <Label text={messages.action} />
      </RequestButton>
      {failure && <LoadFailure failure={failure} />}
    </span>
  );
}

function Label({ text }: { text: string }) {
  return (
    <>
      <RefreshIcon />
      <span class="refresh-word">{text}</span>
    </>
  );
}

function RefreshIcon() {
  return (
    <svg class="refresh-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d="M13.5 8a5.5 5.5 0 1 1-1.6-3.9M13.5 2v3h-3" />
    </svg>
  );
}
