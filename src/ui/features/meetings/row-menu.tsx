import { stateOf } from '../../api/meeting-cache.ts';
import type { Kind, Meeting } from '../../api/types.ts';
import { MenuButton, type MenuItem } from '../../components/menu.tsx';
import { MoreIcon } from '../../components/more-icon.tsx';
import { strings } from '../../i18n/index.ts';
import { copyText } from '../../lib/copy-text.ts';
import { webLink } from '../../lib/web-link.ts';
import { changePath, meetingPath } from '../../state/route.ts';
import { isSelected } from '../../state/selected-meetings.ts';
import { showToast } from '../../state/toasts.ts';
import { openStopDialog } from './row-dialog.tsx';
import { toggleRow } from './row-selection.tsx';

const messages = strings.list;

type RowMenuProps = { kind: Kind; meeting: Meeting; row: string; topic: string };

/** Every action of a row, also for those who can't hover. */
export function RowMenu(props: RowMenuProps) {
  return (
    <MenuButton class="quiet row-menu" label={messages.actionsFor(props.topic)} items={() => itemsOf(props)}>
      <MoreIcon />
    </MenuButton>
  );
}

function itemsOf({ kind, meeting, row, topic }: RowMenuProps): MenuItem[] {
  const { id } = meeting;
  const { livestream, live } = stateOf(kind, id).peek();
  const watch = webLink(livestream?.page_url ?? '');
  return [
    ...(live.status === 'live'
      ? [{ label: strings.live.stop, onChoose: () => openStopDialog({ kind, id, row, topic }) }]
      : []),
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
