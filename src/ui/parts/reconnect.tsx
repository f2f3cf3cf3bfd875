import { strings } from '../strings.ts';

/** Zoom refuses this user's grant: nothing new can be read or saved until they authorize again. */
export function ReconnectBanner({ url }: { url: string }) {
  return (
    <section class="note note-warn banner" aria-labelledby="reconnect-title">
      <p>
        <strong id="reconnect-title">{strings.reconnect.title}</strong> {strings.reconnect.body}
      </p>
      <a class="button" href={url}>
        {strings.reconnect.action}
      </a>
    </section>
  );
}
