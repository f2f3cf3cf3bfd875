import type { KnownService } from '../../service-hosts.ts';

/** A path in a 20 by 20 view box, drawn as lines, or as an area. */
interface Glyph {
  colour: string;
  path: string;
  filled?: true;
}

/** Initials as lines, for services without a symbol of their own. */
const INITIALS = {
  A: 'M6 14.5 10 5.5l4 9M7.5 11.5h5',
  B: 'M7 10h3.75a2.25 2.25 0 0 1 0 4.5H7v-9h3.25a2.25 2.25 0 0 1 0 4.5',
  C: 'M14 7.25a4.5 4.5 0 1 0 0 5.5',
  D: 'M7 5.5h2.25a4.5 4.5 0 0 1 0 9H7z',
  F: 'M13 5.5H7.5v9M7.5 10H12',
  I: 'M10 5.5v9M8 5.5h4m-4 9h4',
  K: 'M7 5.5v9m6-9-6 5 6.25 4',
  M: 'M5.5 14.5v-9l4.5 6 4.5-6v9',
  N: 'M6.5 14.5v-9l7 9v-9',
  O: 'M10 5.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 1 0 0-9z',
  P: 'M7.25 14.5v-9h3.5a2.5 2.5 0 0 1 0 5h-3.5',
  R: 'M7 14.5v-9h3.75a2.25 2.25 0 0 1 0 4.75H7m3.25 0 3.25 4.25',
  S: 'M13 6.75a3 3 0 0 0-3-1.25c-3.75.25-3.75 4.25 0 4.5s4 4.25 0 4.5a3.25 3.25 0 0 1-3.25-1.5',
  T: 'M6 5.5h8m-4 0v9',
  W: 'M4.75 5.5l2.5 9L10 7l2.75 7.5 2.5-9',
  X: 'm6 5.5 8 9m0-9-8 9',
} as const;

const CLOUD = 'M6.5 14a2.75 2.75 0 0 1 0-5.5 3.75 3.75 0 0 1 7.25.75A2.4 2.4 0 0 1 13.5 14z';
const SIGNAL = 'M10 10v5M6.5 13a4.75 4.75 0 0 1 0-6.5m7 0a4.75 4.75 0 0 1 0 6.5M10 9.75h.01';

/** Simple drawings, not the services' logos. The colours have a contrast of 3 to the white lines. */
const GLYPHS: Record<KnownService | 'custom', Glyph> = {
  youtube: { colour: '#d92b25', path: 'M8 6.25v7.5L14 10z', filled: true },
  twitch: { colour: '#7b4fd0', path: 'M5 5.75h10v6.75H9.5L7 14.75V12.5H5zM8 9.1h4' },
  facebook: { colour: '#2f6fd6', path: INITIALS.F },
  vimeo: { colour: '#1583ad', path: 'M8.5 7v6l5-3zM10 4a6 6 0 1 0 0 12 6 6 0 1 0 0-12z' },
  restream: { colour: '#3f5bd9', path: 'M5.5 10H14M5.5 10l7.5-4.25M5.5 10l7.5 4.25' },
  instagram: {
    colour: '#c13584',
    path: 'M10 7.25a2.75 2.75 0 1 0 0 5.5 2.75 2.75 0 1 0 0-5.5zM5.25 5.25h9.5v9.5h-9.5z',
  },
  linkedin: { colour: '#2a67ad', path: 'M6 9v5.5M6 6h.01M9.25 14.5V9m0 2.5c0-3 5-3 5 0v3' },
  x: { colour: '#3b4245', path: INITIALS.X },
  tiktok: { colour: '#24787d', path: 'M11 4.75v7.5a2.25 2.25 0 1 1-2.25-2.25M11 4.75c.25 2 1.5 3 3.25 3.25' },
  kick: { colour: '#2e8540', path: INITIALS.K },
  trovo: { colour: '#19856a', path: INITIALS.T },
  rumble: { colour: '#5a8425', path: INITIALS.R },
  telegram: { colour: '#2387b8', path: 'm4.75 9.75 10.5-4.5-2 9.5-3.75-3zm4.75 2 3-3.5' },
  streamyard: { colour: '#3567d6', path: INITIALS.S },
  castr: { colour: '#b3471f', path: INITIALS.C },
  dacast: { colour: '#2f7f8f', path: INITIALS.D },
  boxcast: { colour: '#a84b0f', path: INITIALS.B },
  wowza: { colour: '#c25b12', path: INITIALS.W },
  mux: { colour: '#c23b6b', path: INITIALS.M },
  cloudflare: { colour: '#c2601a', path: CLOUD },
  amazon_ivs: { colour: '#99681a', path: INITIALS.A },
  azure: { colour: '#2273c4', path: CLOUD },
  kaltura: { colour: '#a8432f', path: INITIALS.K },
  panopto: { colour: '#3a7b52', path: INITIALS.P },
  brightcove: { colour: '#4a5fa5', path: INITIALS.B },
  ibm: { colour: '#3a62c4', path: INITIALS.I },
  niconico: { colour: '#5c6468', path: INITIALS.N },
  bilibili: { colour: '#2b83a8', path: INITIALS.B },
  millicast: { colour: '#6b4bb0', path: INITIALS.M },
  api_video: { colour: '#b8432c', path: INITIALS.A },
  dailymotion: { colour: '#3d6bd1', path: INITIALS.D },
  owncast: { colour: '#6a4fc0', path: INITIALS.O },
  peertube: { colour: '#b4550f', path: INITIALS.P },
  mediamtx: { colour: '#5d6b78', path: INITIALS.M },
  srs: { colour: '#4c7a3f', path: INITIALS.S },
  custom: { colour: '#5b6b67', path: SIGNAL },
};

/** What to draw for a service. A service of a newer server is drawn as any other. */
export function glyphOf(service: string): Glyph {
  return Object.hasOwn(GLYPHS, service) ? GLYPHS[service as KnownService] : GLYPHS.custom;
}
