import type { Unit } from '../../lib/three-way.ts';

/** Settings that were changed in Zoom while the user edited them. */
export const conflict = {
  title: 'Changed in Zoom while you were editing',
  body: 'Choose which version to keep. Nothing is saved yet.',
  bodyNoOverlap: 'You edited other settings. Saving keeps both changes.',
  field: 'Setting',
  before: 'Before',
  mine: 'Yours',
  remote: 'In Zoom now',
  units: {
    name: 'Name',
    stream: 'Stream URL and key',
    page_url: 'Watch page',
    resolution: 'Resolution',
  } satisfies Record<Unit, string>,
  notEdited: 'Not edited',
  currentKey: (hint: string) => (hint ? `Current key (ends in ${hint})` : 'Current key'),
  key: (hint: string) => (hint ? `Key ends in ${hint}` : 'Key set'),
  newKey: 'New key',
  none: 'None',
  keepRemote: 'Keep Zoom’s version',
  saveMine: 'Overwrite with mine',
  saveCombination: 'Save this combination',
  tookRemote: 'Showing Zoom’s current settings.',
};
