import { type ApiRequest, type ApiResult, api, type Tagged } from '../../../api/client.ts';
import { recordLivestream } from '../../../api/meeting-cache.ts';
import type { Change, Kind, Livestream } from '../../../api/types.ts';
import { sentenceOf } from '../../../components/failure.tsx';
import { strings } from '../../../i18n/index.ts';
import { read } from '../../../state/session.ts';
import { showToast } from '../../../state/toasts.ts';
import { type LivestreamFormAction, newerVersion } from './livestream-values.ts';

const messages = strings.toasts;

/** A successful save or restore: the version in Zoom before and after it. */
export type Saved = { replaced: Tagged<Livestream>; saved: Tagged<Livestream>; text: string };

type Dependencies = {
  /** Sends a change of this livestream. */
  change: (request: ApiRequest<Livestream>) => Promise<ApiResult<Livestream>>;
  dispatch: (action: LivestreamFormAction) => void;
};

/**
 * Reports a save or a restore in a toast, which offers to undo it. The toast also works after the user has left
 * the page.
 */
export function createSaveToast(kind: Kind, id: string, { change, dispatch }: Dependencies) {
  const params = { path: { id } };

  const undo = async ({ replaced, saved }: Saved) => {
    const hide = showToast({ text: strings.history.undoing });
    const text = await restore(replaced, saved);
    hide();
    showToast({ text });
  };

  /** Returns what happened, as a sentence. */
  const restore = async (replaced: Tagged<Livestream>, saved: Tagged<Livestream>): Promise<string> => {
    const history = await read(api.GET(`/api/${kind}/{id}/livestream/history`, { params }));
    if (!history.ok) return sentenceOf(history.failure);
    const entry = history.value.changes.find(({ before, after }) => before !== null && after !== null);
    if (!entry || !isChange(entry, replaced.value, saved.value)) return messages.changedSince;
    const response = await change(
      api.POST(`/api/${kind}/{id}/livestream/restore`, {
        params: { ...params, header: { 'If-Match': saved.etag } },
        body: { change_id: entry.id },
      }),
    );
    if (!response.ok) {
      return newerVersion(response.failure) ? messages.changedSince : sentenceOf(response.failure);
    }
    recordLivestream(kind, response.value);
    dispatch({ type: 'rebase', saved: response });
    return response.value.stale ? strings.history.undoneUnread : strings.history.undone;
  };

  return (result: Saved): void => {
    const { replaced, saved, text } = result;
    if (saved.etag === replaced.etag) showToast({ text });
    // Zoom has no way to remove a livestream.
    else if (!replaced.value.configured) showToast({ text: `${text} ${messages.notUndoable}` });
    else showToast({ text, action: { label: messages.undo, run: () => undo(result) } });
  };
}

/** Whether this history entry, the newest one, is that change: Zoom may have changed since. */
function isChange({ kind, before, after }: Change, replaced: Livestream, saved: Livestream): boolean {
  return (kind === 'updated' || kind === 'restored') && isSame(before, replaced) && isSame(after, saved);
}

function isSame(one: Change['before'], other: Livestream): boolean {
  return (
    one?.stream_url === other.stream_url &&
    one.stream_key_fingerprint === other.stream_key_fingerprint &&
    one.page_url === other.page_url &&
    one.resolution === other.resolution
  );
}
