import { strings } from '../i18n/index.ts';
import { isReplaced } from '../lib/is-replaced.ts';
import { showToast } from './toasts.ts';

/**
 * Loads the code of an action. A toast reports a failed load; browsers cache the failure, so its
 * action reloads the page.
 */
export async function loadOnRequest<Code>(load: () => Promise<Code>): Promise<Code | null> {
  try {
    return await load();
  } catch {
    const text = (await isReplaced()) ? strings.updated.title : strings.failure.unreachable;
    showToast({ text, action: { label: strings.updated.action, run: () => location.reload() } });
    return null;
  }
}
