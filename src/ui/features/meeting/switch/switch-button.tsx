import { useState } from 'preact/hooks';
import type { Tagged } from '../../../api/client.ts';
import type { Kind, Livestream } from '../../../api/types.ts';
import { RequestButton } from '../../../components/request-button.tsx';
import { strings } from '../../../i18n/index.ts';
import { SwitchDialog } from './switch-dialog.tsx';
import type { SwitchHandle } from './use-switch.ts';

type SwitchButtonProps = { kind: Kind; present: Tagged<Livestream>; switching: SwitchHandle };

/** Opens the dialog that switches to another destination. */
export function SwitchButton({ kind, present, switching }: SwitchButtonProps) {
  const [isOpen, setOpen] = useState(false);
  const open = () => {
    switching.clearFailure();
    setOpen(true);
  };
  return (
    <>
      <RequestButton class="quiet" isBlocked={switching.isRunning} onClick={open}>
        {strings.switching.open}
      </RequestButton>
      {isOpen && (
        <SwitchDialog kind={kind} present={present} switching={switching} onClose={() => setOpen(false)} />
      )}
    </>
  );
}
