import { useState } from 'preact/hooks';
import { CopyButton } from '../../../components/copy-button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { strings } from '../../../i18n/index.ts';
import { QrCode } from './qr-code-dialog.tsx';

const messages = strings.summary;

type WatchPageRowProps = {
  url: string;
  /** The text for the invitation, made when it is copied. */
  invitation: () => string;
};

/** Where the audience watches, with the ways to pass that on. */
export function WatchPageRow({ url, invitation }: WatchPageRowProps) {
  const [isCodeShown, setCodeShown] = useState(false);
  return (
    <div class="fact">
      <dt>{strings.form.page_url}</dt>
      <dd>
        {url ? <WatchPage url={url} /> : <span class="muted">{messages.noWatchPage}</span>}
        {url && (
          <span class="fact-actions">
            <CopyButton text={url} label={messages.copyWatchPage} />
            <button
              type="button"
              class="quiet icon-button"
              title={messages.qrCode}
              onClick={() => setCodeShown(true)}
            >
              <Icon name="code" />
              <span class="unseen">{messages.qrCode}</span>
            </button>
            <CopyButton text={invitation} label={messages.copyInvitation} isLabelShown />
          </span>
        )}
        {isCodeShown && <QrCode url={url} onClose={() => setCodeShown(false)} />}
      </dd>
    </div>
  );
}

/**
 * Only web addresses become links. Anything else in Zoom (such as `javascript:`) is shown as text.
 */
export function WatchPage({ url }: { url: string }) {
  if (!/^https?:\/\//i.test(url)) return <span class="mono">{url}</span>;
  return (
    <a class="mono" href={url} target="_blank" rel="noopener noreferrer">
      {url}
      <Icon name="open" />
    </a>
  );
}
