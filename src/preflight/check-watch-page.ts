import { presets } from '../destinations/paste/services.ts';
import { addressHost } from '../destinations/stream-url.ts';
import { type CheckResult, unchecked } from './check-result.ts';
import type { Facts } from './facts.ts';
import type { Links } from './links.ts';
import { isPrivateHost } from './private-host.ts';
import type { PageError } from './reasons.ts';

/** Hosts to which the services that are known have streams sent. */
const INGEST_HOSTS = new Set(presets.flatMap(({ streamUrls }) => streamUrls.map(addressHost)));
const INGEST_LABEL = /(^|\.)(rtmps?|srt|ingest)(-[^.]*)?(\.|$)/;

const SENTENCES: Readonly<Record<PageError, string>> = {
  unopenable: 'The page address is none that a browser could open.',
  no_page: 'The page address is where a stream is sent, not a page: one of those begins with https://.',
  private: 'The page address is private: only people on your own network or machine could open it.',
  ingest: 'The page address looks like the place where a stream is sent, not one where people watch it.',
  same_server: 'The page address is on the server that takes the stream. Check that people can watch there.',
  http: 'The page address is http: nothing protects those who open it. Use https where the page has it.',
};

/**
 * Whether the page where people are to watch looks like one that they can open. Judged by its text: whoever types an address
 * must not be able to make this server connect to it.
 */
export function pageAddress({ livestream }: Facts, links: Links): CheckResult<'page_address'> {
  if (livestream.rejection) return unchecked(livestream.rejection, links);
  const { pageUrl, streamUrl } = livestream.value.configuration;
  if (pageUrl === '')
    return {
      status: 'unknown',
      reason: 'none',
      facts: {},
      message: 'There is no page address to look at yet.',
      fixUrl: links.page,
    };
  const faults = errorsOf(pageUrl, streamUrl);
  if (faults.length > 0)
    return {
      status: 'warning',
      reason: 'unusual',
      facts: { faults },
      message: faults.map((fault) => SENTENCES[fault]).join(' '),
      fixUrl: links.page,
    };
  return {
    status: 'ok',
    reason: 'public',
    facts: {},
    message: 'The page address looks like a public https page. Uplink has not opened it.',
  };
}

function errorsOf(pageUrl: string, streamUrl: string): PageError[] {
  const url = URL.canParse(pageUrl) ? new URL(pageUrl) : undefined;
  if (url === undefined || url.hostname === '') return ['unopenable'];
  if (!['http:', 'https:'].includes(url.protocol)) return ['no_page'];
  const faults = pageErrors(url.hostname, addressHost(streamUrl));
  return url.protocol === 'http:' ? [...faults, 'http'] : faults;
}

function pageErrors(host: string, ingest: string): PageError[] {
  if (isPrivateHost(host)) return ['private'];
  if (INGEST_HOSTS.has(host) || INGEST_LABEL.test(host)) return ['ingest'];
  return host === ingest ? ['same_server'] : [];
}
