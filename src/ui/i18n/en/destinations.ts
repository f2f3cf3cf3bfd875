import type { Kind, Service } from '../../api/types.ts';
import { formatNumber } from '../../lib/format-number.ts';
import { serviceNames } from '../service-names.ts';
import { meetingCount } from './meeting-count.ts';

/** The destinations screen. */
export const destinations = {
  title: 'Destinations',
  lead: 'Save your destinations once and use them in any meeting or webinar.',
  loading: 'Loading destinations…',
  empty: 'No destinations yet.',
  emptySteps: [
    'Save the Stream URL and Stream key of your channel once.',
    'Choose it by name in any meeting or webinar.',
    'When the key changes, update all of them together.',
  ],
  addService: (service: string) => `Add ${service}`,
  add: 'Add a destination',
  edit: 'Edit',
  editOf: (name: string) => `Edit ${name}`,
  delete: 'Delete',
  deleteOf: (name: string) => `Delete ${name}`,
  moreOf: (name: string) => `More actions for ${name}`,
  copyUrl: 'Copy Stream URL',
  urlCopied: 'Stream URL copied.',
  copyFailed: 'Couldn’t copy. Choose the name to show the Stream URL.',
  usedBy: (meetings: number, webinars: number) => usedBy(meetings, webinars),
  next: 'next:',
  notUpdated: (count: number) => `${formatNumber(count)} not updated`,
  lastUsed: (age: string) => `Last used ${age}`,
  loadingMeetings: 'Loading meetings…',
  meetingsTitle: 'Used by',
  noMeetings: 'No meeting or webinar uses it yet.',
  previousKey: 'Previous URL or key',
  andMore: (count: number) => `and ${formatNumber(count)} more`,
  keyHidden: (hint: string) => (hint ? `••••••••${hint}` : '••••••••'),
  newTitle: 'New destination',
  editTitle: (name: string) => `Edit ${name}`,
  name: 'Name',
  nameHint: 'For example “Main YouTube channel”.',
  service: 'Service',
  serviceHint: 'Fills in the service’s Stream URL.',
  addressNote: 'Paste URL and key together; Uplink separates them.',
  pageHint: 'Where your audience watches. Leave blank to keep each meeting’s own.',
  resolutionUnset: 'No change',
  whereKey: (service: string) => `Get the key from ${service}`,
  split: 'We moved the key into its own field.',
  confirmWarning: 'Check the warning above, or save anyway.',
  useSuggestion: (suggestion: string) => `Use ${suggestion}`,
  save: 'Save',
  saving: 'Saving…',
  cancel: 'Cancel',
  saved: (name: string) => `${name} saved.`,
  updateToo: (name: string, meetings: number, webinars: number) =>
    `${name} is used by ${meetingsAndWebinars(meetings, webinars)} with the previous URL or key. Update ${meetings + webinars === 1 ? 'it' : 'them'} too?`,
  previewUpdate: 'Preview update',
  previewUpdateOf: (count: number, kind: Kind) => `Preview update of ${meetingCount(count, kind)}`,
  notNow: 'Not now',
  nothingChanged: 'No changes to save.',
  neededName: 'Enter a name.',
  neededUrl: 'Enter the Stream URL.',
  neededKey: 'Enter the Stream key.',
  deleteTitle: (name: string) => `Delete ${name}?`,
  deleteBody:
    'Meetings and webinars that use it keep their settings. The saved stream key can’t be recovered.',
  deleting: 'Deleting…',
  deleted: (name: string) => `${name} deleted.`,
  restoreDeleted: 'Add again',
  restoreDeletedNote: 'We’ve refilled everything except the key.',
  neededOwnKey: 'Enter the key for this URL. The saved key belongs to another URL.',
  conflictTitle: 'Changed elsewhere while you were editing',
  keepSaved: 'Keep saved version',
  inStore: 'Saved now',
  deletedElsewhere: 'This destination was deleted elsewhere. Save it as new, or cancel.',
  saveAsNew: 'Save as new',
  services: { ...serviceNames, custom: 'Another service' } satisfies Record<Service['service'], string>,
};

function usedBy(meetings: number, webinars: number): string {
  return meetings + webinars === 0 ? 'Not used yet' : `Used by ${meetingsAndWebinars(meetings, webinars)}`;
}

/** "4 meetings", "1 webinar", "4 meetings and 1 webinar". */
function meetingsAndWebinars(meetings: number, webinars: number): string {
  const counts = [
    meetings > 0 && meetingCount(meetings, 'meetings'),
    webinars > 0 && meetingCount(webinars, 'webinars'),
  ];
  return counts.filter(Boolean).join(' and ');
}
