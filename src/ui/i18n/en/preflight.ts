import type { Check } from '../../api/types.ts';

/** Whether it will work, before the audience is there. */
export const preflight = {
  title: 'Readiness check',
  loading: 'Checking whether this will work…',
  ready: 'Ready: nothing that was found stands in the way.',
  readyButUnknown: 'Nothing that was found stands in the way, but not everything could be checked.',
  problems: (count: number) => (count === 1 ? 'Not ready: 1 problem.' : `Not ready: ${count} problems.`),
  retry: 'Check again',
  checking: 'Checking…',
  fix: {
    zoom: 'Open in Zoom',
    form: 'Go to the settings',
    reconnect: 'Reconnect with Zoom',
  },
  fixFor: (action: string, check: string) => `${action}: ${check}`,
  status: {
    ok: 'OK',
    warning: 'Look at this',
    problem: 'Problem',
    unknown: 'Not checked',
  } satisfies Record<Check['status'], string>,
  names: {
    connection: 'Connection to Zoom',
    scopes: 'Permissions',
    custom_streaming: 'Custom streaming in Zoom',
    licence: 'Licence',
    encryption: 'Encryption',
    configuration: 'Livestream settings',
    page_address: 'Page address',
    same_key: 'Stream key elsewhere',
    last_start: 'Last start',
    series: 'Series',
  } satisfies Record<Check['name'], string>,
};
