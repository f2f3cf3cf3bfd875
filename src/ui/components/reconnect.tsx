import type { ComponentChildren } from 'preact';
import { strings } from '../i18n/index.ts';
import { isGuarded, path } from '../state/navigation.ts';

type ReconnectProps = { url: string; class?: string | undefined; children: ComponentChildren };

/** Leads to Zoom and back to this very page; in a new tab while something here is not saved. */
export function ReconnectLink({ url, children, ...rest }: ReconnectProps) {
  const href = path.value === '/' ? url : `${url}?next=${encodeURIComponent(path.value)}`;
  const aside = isGuarded() ? { target: '_blank', rel: 'noopener' } : {};
  return (
    <a href={href} {...aside} {...rest}>
      {children}
    </a>
  );
}

/** Zoom refuses this user's grant: nothing new can be read or saved until they authorize again. */
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
