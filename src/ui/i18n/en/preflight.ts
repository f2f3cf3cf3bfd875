import type { Check } from '../../api/types.ts';

/** The readiness check. */
export const preflight = {
  title: 'Readiness check',
  ready: 'Ready to go live',
  readyButUnknown: 'No problems found, but some checks couldn’t run.',
  problems: (count: number) => (count === 1 ? '1 thing to fix' : `${count} things to fix`),
  notSetUp: 'Not set up',
  passed: (count: number) => (count === 1 ? '1 check passed' : `${count} checks passed`),
  retry: 'Check again',
  checking: 'Checking…',
  fix: {
    zoom: 'Open in Zoom',
    form: 'Go to settings',
    reconnect: 'Reconnect to Zoom',
  },
  fixFor: (action: string, check: string) => `${action}: ${check}`,
  status: {
    ok: 'OK',
    warning: 'Warning',
    problem: 'Problem',
    unknown: 'Not checked',
  } satisfies Record<Check['status'], string>,
  names: {
    connection: 'Connection to Zoom',
    scopes: 'Permissions',
    custom_streaming: 'Custom streaming enabled',
    licence: 'License',
    encryption: 'Encryption',
    configuration: 'Livestream settings',
    page_address: 'Watch page',
    same_key: 'Stream key reuse',
    last_start: 'Last attempt',
    series: 'Series',
  } satisfies Record<Check['name'], string>,
};
