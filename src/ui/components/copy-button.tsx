import { useEffect, useState } from 'preact/hooks';
import { strings } from '../i18n/index.ts';
import { copyText } from '../lib/copy-text.ts';
import { announce } from '../state/announce.ts';
import { Icon } from './icon.tsx';

const messages = strings.copy;

/** How long the button shows that the text was copied. */
const SHOWN_MS = 2_000;

type CopyButtonProps = {
  /** The text to copy, or a function that returns it when the button is used. */
  text: string | (() => string);
  /** The button's name, such as "Copy Stream URL". */
  label: string;
  /** Shows the name beside the icon. */
  isLabelShown?: boolean;
};

/** Copies a text that is not a secret, and shows whether that worked. */
export function CopyButton({ text, label, isLabelShown = false }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<'copied' | 'blocked' | null>(null);
  useEffect(() => {
    if (outcome !== 'copied') return;
    const timer = setTimeout(() => setOutcome(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    const isCopied = await copyText(typeof text === 'string' ? text : text());
    setOutcome(isCopied ? 'copied' : 'blocked');
    announce(isCopied ? messages.copied : messages.blocked);
  };
  return (
    <>
      <button type="button" class={isLabelShown ? 'quiet' : 'quiet icon-button'} title={label} onClick={copy}>
        <Icon name={outcome === 'copied' ? 'check' : 'copy'} />
        <span class={isLabelShown ? undefined : 'unseen'}>{label}</span>
      </button>
      {outcome === 'blocked' && <span class="small">{messages.blocked}</span>}
    </>
  );
}
