import { useEffect } from 'preact/hooks';

const NORMAL = '/favicon.svg';
const LIVE = '/favicon-live.svg';

/** Shows a red icon in the browser's tab while the meeting of this page is live. */
export function useLiveFavicon(isLive: boolean): void {
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
    if (!icon || !isLive) return;
    icon.setAttribute('href', LIVE);
    return () => icon.setAttribute('href', NORMAL);
  }, [isLive]);
}
