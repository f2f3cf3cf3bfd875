import type { Kind, StatusUpdate, WebinarStatusUpdate } from '../../../api/types.ts';

type Settings = NonNullable<StatusUpdate['settings']>;
export const layouts = [
  'follow_host',
  'gallery_view',
  'speaker_view',
] as const satisfies Settings['layout'][];
export const captions = ['burnt-in', 'embedded', 'off'] as const satisfies Settings['close_caption'][];

/** The appearance of a stream, with Zoom's defaults (its API reference, livestream status). */
export type Appearance = {
  layout: (typeof layouts)[number];
  captions: (typeof captions)[number];
  displayName: string;
  showsSpeaker: boolean;
};

export const zoomDefaults: Appearance = {
  layout: 'follow_host',
  captions: 'burnt-in',
  displayName: '',
  showsSpeaker: false,
};

/** The request to Zoom. Only meetings have a layout and captions. */
export type StatusRequest =
  | { kind: 'meetings'; body: StatusUpdate }
  | { kind: 'webinars'; body: WebinarStatusUpdate };

const pictureOf = ({ layout, captions: close_caption }: Appearance) => ({ layout, close_caption });

export function startOf(kind: Kind, appearance: Appearance): StatusRequest {
  const name = appearance.displayName.trim();
  const names = { active_speaker_name: appearance.showsSpeaker, ...(name ? { display_name: name } : {}) };
  if (kind === 'webinars') return { kind, body: { action: 'start', settings: names } };
  return { kind, body: { action: 'start', settings: { ...pictureOf(appearance), ...names } } };
}

export function stopOf(kind: Kind): StatusRequest {
  return { kind, body: { action: 'stop' } };
}

/** The request that changes a running stream; Zoom accepts no names then. */
export function changeOf(appearance: Appearance): StatusRequest {
  return { kind: 'meetings', body: { action: 'mode', settings: pictureOf(appearance) } };
}
