import { useEffect, useRef, useState } from 'preact/hooks';
import { isDirty } from '../../../lib/form-state.ts';
import { path, replace } from '../../../state/navigation.ts';
import { isChangePath } from '../../../state/route.ts';
import type { LivestreamFormState } from '../form/livestream-values.ts';
import type { LivestreamHandle } from '../form/use-livestream.ts';

/** The ID of the button that opens the form. It gets the focus when the form closes. */
export const CHANGE_BUTTON = 'change-settings';

/** The field that gets the focus when the form opens. */
const FIRST_FIELD = 'apply-destination';

export type FormOpening = ReturnType<typeof useOpenForm>;

/**
 * Whether the form is shown instead of the summary: when the user opens it, as long as it contains
 * something that the user must not lose or miss, and always before the first setup.
 */
export function useOpenForm(form: LivestreamFormState, livestream: LivestreamHandle) {
  const [isOpened, setOpened] = useState(() => isChangePath(path.peek()));
  const focusNext = useRef('');
  const isSaved = form.notice !== '' && !isDirty(form) && !form.submitting;
  // In the render that shows the result of the save, the form is closed already.
  const isShown = (isOpened && !isSaved) || !form.base.value.configured || needsUser(form);

  useEffect(() => {
    // A reload, or Back from another screen, does not open it again.
    if (isChangePath(path.peek())) replace(path.peek().replace(/\?.*$/, ''));
  }, []);
  useEffect(() => {
    if (isSaved) setOpened(false);
  }, [isSaved]);
  useEffect(() => {
    if (!focusNext.current) return;
    document.getElementById(focusNext.current)?.focus();
    focusNext.current = '';
  });

  const open = (field: string = FIRST_FIELD) => {
    const shown = document.getElementById(field);
    if (shown) shown.focus();
    else focusNext.current = field;
    // Clears the result of the last save, which would close the form again.
    livestream.dispatch({ type: 'edit', changes: {} });
    setOpened(true);
  };
  const close = () => setOpened(false);
  return { isShown, open, close };
}

function needsUser(form: LivestreamFormState): boolean {
  const { remote, submitting, failure, errors, needsConfirmation } = form;
  const isInvalid = Object.values(errors).some((error) => error);
  return isDirty(form) || remote !== null || submitting || failure !== null || isInvalid || needsConfirmation;
}
