import { useState } from 'preact/hooks';
import { strings } from '../../i18n/index.ts';
import type { ZoomClient } from './zoom-client.ts';

type OpenProps = { zoom: ZoomClient | null; path: string; label: string };

/**
 * Opens the page in the browser, through Zoom's client, because a link would stay inside Zoom's
 * window. In a browser it is a link.
 */
export function OpenInBrowser({ zoom, path, label }: OpenProps) {
  const [requested, setRequested] = useState(false);
  const url = location.origin + path;
  const open = (event: MouseEvent) => {
    if (!zoom) return;
    event.preventDefault();
    setRequested(true);
    zoom.openUrl(url).catch(() => undefined);
  };
  return (
    <p class="actions">
      <a
        class="button primary"
        href={path}
        target={zoom ? '_blank' : undefined}
        rel="noopener"
        onClick={open}
      >
        {label}
      </a>
      {requested && <span class="small">{strings.panel.openByHand(url)}</span>}
    </p>
  );
}
