import { useState } from 'preact/hooks';
import { api, type Failure } from '../../api/client.ts';
import { recordLiveStatus, stateOf } from '../../api/meeting-cache.ts';
import type { Kind } from '../../api/types.ts';
import { FailureNote } from '../../components/failure.tsx';
import { RestoreFocus } from '../../components/restore-focus.tsx';
import { StopConfirmation } from '../../components/stop-confirmation.tsx';
import { strings } from '../../i18n/index.ts';
import { recordPlannedStop } from '../../state/planned-stops.ts';
import { read } from '../../state/session.ts';
import { showToast } from '../../state/toasts.ts';
import { menuOfRow } from './row-focus.ts';

type StopDialogProps = { kind: Kind; id: string; row: string; topic: string; onClose: () => void };

/** Stops the livestream of a row after a confirmation. A failure is shown in the dialog. */
export function StopDialog({ kind, id, row, topic, onClose }: StopDialogProps) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const stop = async () => {
    setBusy(true);
    setFailure(null);
    recordPlannedStop(kind, id);
    const stopped = stateOf(kind, id).peek().live;
    const response = await read(
      api.PATCH(`/api/${kind}/{id}/livestream/status`, {
        params: { path: { id } },
        body: { action: 'stop' },
      }),
    );
    setBusy(false);
    if (!response.ok) return setFailure(response.failure);
    // The event may arrive later, or not at all while updates are paused. A new start has another time.
    const { live } = stateOf(kind, id).peek();
    if (live.status === 'live' && live.since === stopped.since)
      recordLiveStatus(kind, id, { status: 'idle', since: null });
    showToast({ text: strings.live.stopped });
    onClose();
  };
  // Its row may have moved while the dialog was open.
  return (
    <RestoreFocus fallbackTarget={() => menuOfRow(row)}>
      <StopConfirmation busy={busy} onConfirm={stop} onCancel={onClose}>
        <p>
          <strong dir="auto">{topic}</strong>
        </p>
        {failure && <FailureNote failure={failure} />}
      </StopConfirmation>
    </RestoreFocus>
  );
}
