import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Kind } from '../../api/types.ts';
import { loadOnRequest } from '../../state/load-on-request.ts';
import { path } from '../../state/navigation.ts';

const shown = signal<VNode | null>(null);

const close = () => {
  shown.value = null;
};

/** The dialog of a row. It belongs to the list: a row may move to another group at any time. */
export function RowDialog() {
  useEffect(() => close, []);
  return shown.value;
}

/** Confirms and stops the livestream of a row. The code is loaded on request. */
export async function openStopDialog(stopped: {
  kind: Kind;
  id: string;
  row: string;
  topic: string;
}): Promise<void> {
  const from = path.peek();
  const code = await loadOnRequest(() => import('./stop-dialog.tsx'));
  if (!code || path.peek() !== from) return;
  shown.value = <code.StopDialog {...stopped} onClose={close} />;
}
