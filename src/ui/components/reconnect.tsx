import type { ComponentChildren } from 'preact';
import { strings } from '../i18n/index.ts';
import { isGuarded, path } from '../state/navigation.ts';

type ReconnectProps = { url: string; class?: string | undefined; children: ComponentChildren };

/** Leads to Zoom and back to this page; in a new tab if the page has unsaved changes. */
export function ReconnectLink({ url, children, ...rest }: ReconnectProps) {
  const href = path.value === '/' ? url : `${url}?next=${encodeURIComponent(path.value)}`;
  const aside = isGuarded() ? { target: '_blank', rel: 'noopener' } : {};
  return (
    <a href={href} {...aside} {...rest}>
      {children}
    </a>
  );
}

/**
 * Zoom rejects this user's grant: nothing can be loaded or saved until the user authorizes again.
 */
export function ReconnectBanner({ url }: { url: string }) {
  return (
    <section class="note note-warn banner" aria-labelledby="reconnect-title">
      <p>
        <strong id="reconnect-title">{strings.reconnect.title}</strong> {strings.reconnect.body}
      </p>
      <ReconnectLink url={url} class="button">
        {strings.reconnect.action}
      </ReconnectLink>
    </section>
  );
}
