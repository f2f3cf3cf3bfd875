import { stateOf } from '../../api/meeting-cache.ts';
import type { Kind, Meeting } from '../../api/types.ts';
import { MenuButton, type MenuItem } from '../../components/menu.tsx';
import { strings } from '../../i18n/index.ts';
import { copyText } from '../../lib/copy-text.ts';
import { webLink } from '../../lib/web-link.ts';
import { changePath, meetingPath } from '../../state/route.ts';
import { isSelected } from '../../state/selected-meetings.ts';
import { showToast } from '../../state/toasts.ts';
import { toggleRow } from './row-selection.tsx';

const messages = strings.list;

type RowMenuProps = { kind: Kind; meeting: Meeting; row: string; topic: string };

/** Every action of a row, also for those who can't hover. */
export function RowMenu(props: RowMenuProps) {
  return (
    <MenuButton class="quiet row-menu" label={messages.actionsFor(props.topic)} items={() => itemsOf(props)}>
      <svg
        viewBox="0 0 16 16"
        width="16"
        height="16"
        fill="currentColor"
        aria-hidden="true"
        focusable="false"
      >
        <circle cx="3" cy="8" r="1.5" />
        <circle cx="8" cy="8" r="1.5" />
        <circle cx="13" cy="8" r="1.5" />
      </svg>
    </MenuButton>
  );
}

function itemsOf({ kind, meeting, row }: RowMenuProps): MenuItem[] {
  const { id } = meeting;
  const watch = webLink(stateOf(kind, id).peek().livestream?.page_url ?? '');
  return [
    { label: messages.open, to: meetingPath(kind, id) },
    { label: messages.chooseDestination, to: changePath(kind, id) },
    ...(watch
      ? [{ label: messages.copyWatchLink, onChoose: () => copy(watch, messages.watchLinkCopied) }]
      : []),
    { label: messages.copyId, onChoose: () => copy(id, messages.idCopied) },
    {
      label: isSelected(kind, id) ? messages.deselect : messages.selectRow,
      onChoose: () => toggleRow({ kind, meeting, row }),
    },
  ];
}

async function copy(text: string, done: string): Promise<void> {
  showToast({ text: (await copyText(text)) ? done : messages.copyFailed });
}
