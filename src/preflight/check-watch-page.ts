import { presets } from '../destinations/paste/services.ts';
import { addressHost } from '../destinations/stream-url.ts';
import { type CheckResult, unchecked } from './check-result.ts';
import type { Facts } from './facts.ts';
import type { Links } from './links.ts';
import { isPrivateHost } from './private-host.ts';
import type { PageError } from './reasons.ts';

/** Ingest hosts of the known services. */
const INGEST_HOSTS = new Set(presets.flatMap(({ streamUrls }) => streamUrls.map(addressHost)));
const INGEST_LABEL = /(^|\.)(rtmps?|srt|ingest)(-[^.]*)?(\.|$)/;

const MESSAGES: Readonly<Record<PageError, string>> = {
  unopenable: 'The watch page isn’t a valid web address.',
  no_page: 'This is a streaming server, not a web page. Watch pages start with https://.',
  private: 'The watch page is private: only people on your own network or computer can open it.',
  ingest: 'The watch page looks like a streaming server. Enter the page where people watch.',
  same_server: 'The watch page is on the streaming server. Check that people can watch there.',
  http: 'The watch page uses http, which is not secure. Use https if the page supports it.',
};

/**
 * Whether the audience can probably open the watch page. Checks only the URL's text: a user must
 * not be able to make this server connect to a URL of their choice (SSRF).
 */
export function watchPage({ livestream }: Facts, links: Links): CheckResult<'page_address'> {
  if (livestream.rejection) return unchecked(livestream.rejection, links);
  const { pageUrl, streamUrl } = livestream.value.configuration;
  if (pageUrl === '')
    return {
      status: 'unknown',
      reason: 'none',
      facts: {},
      message: 'Add a watch page first.',
      fixUrl: links.page,
    };
  const errors = errorsOf(pageUrl, streamUrl);
  if (errors.length > 0)
    return {
      status: 'warning',
      reason: 'unusual',
      facts: { faults: errors },
      message: errors.map((error) => MESSAGES[error]).join(' '),
      fixUrl: links.page,
    };
  return {
    status: 'ok',
    reason: 'public',
    facts: {},
    message: 'The watch page looks like a public https page. Uplink did not open it.',
  };
}

function errorsOf(pageUrl: string, streamUrl: string): PageError[] {
  const url = URL.canParse(pageUrl) ? new URL(pageUrl) : undefined;
  if (url === undefined || url.hostname === '') return ['unopenable'];
  if (!['http:', 'https:'].includes(url.protocol)) return ['no_page'];
  const errors = hostErrors(url.hostname, addressHost(streamUrl));
  return url.protocol === 'http:' ? [...errors, 'http'] : errors;
}

function hostErrors(host: string, ingest: string): PageError[] {
  if (isPrivateHost(host)) return ['private'];
  if (INGEST_HOSTS.has(host) || INGEST_LABEL.test(host)) return ['ingest'];
  return host === ingest ? ['same_server'] : [];
}
