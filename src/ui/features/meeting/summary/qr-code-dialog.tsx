import { useEffect, useState } from 'preact/hooks';
import { Dialog } from '../../../components/dialog.tsx';
import { strings } from '../../../i18n/index.ts';
import { QUIET_ZONE, qrPath } from '../../../lib/qr-path.ts';

const messages = strings.summary;

type Code = { size: number; path: string };

/** The QR code of an address, black on white in every color scheme, so that cameras can read it. */
export function QrCode({ url, onClose }: { url: string; onClose: () => void }) {
  const [code, setCode] = useState<Code | null>(null);
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    let isShown = true;
    // Few users need it, so it is not part of the first page.
    import('uqr')
      .then(({ encode }) => encode(url, { border: 0 }))
      .then(({ data }) => isShown && setCode({ size: data.length + 2 * QUIET_ZONE, path: qrPath(data) }))
      .catch(() => isShown && setFailed(true));
    return () => {
      isShown = false;
    };
  }, [url]);
  return (
    <Dialog title={messages.qrTitle} close={messages.close} onClose={onClose}>
      <div class="qr-code" aria-busy={!code && !hasFailed}>
        {code && (
          <svg
            viewBox={`0 0 ${code.size} ${code.size}`}
            role="img"
            aria-label={messages.qrFor(url)}
            shape-rendering="crispEdges"
          >
            <rect width={code.size} height={code.size} fill="#fff" />
            <path d={code.path} fill="#000" />
          </svg>
        )}
      </div>
      {hasFailed && <p role="alert">{messages.qrFailed}</p>}
      <p class="mono small breaking">{url}</p>
    </Dialog>
  );
}
