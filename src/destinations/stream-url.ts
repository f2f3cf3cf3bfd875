/** The parts of a URL, neither validated nor decoded: joined they equal the URL. */
export interface AddressParts {
  /** Lower case, without `://`; empty if the URL has no scheme. */
  scheme: string;
  /** With the port, as written. */
  authority: string;
  /** From the first slash, without the query. */
  path: string;
  /** From the question mark or hash. */
  query: string;
}

const SCHEME = /^([a-z][a-z0-9+.-]{0,19}):\/\//i;

export function addressParts(text: string): AddressParts {
  const [prefix = '', scheme = ''] = SCHEME.exec(text) ?? [];
  const rest = text.slice(prefix.length);
  const queryAt = endOr(rest, rest.search(/[?#]/));
  const pathAt = Math.min(queryAt, endOr(rest, rest.indexOf('/')));
  return {
    scheme: scheme.toLowerCase(),
    authority: rest.slice(0, pathAt),
    path: rest.slice(pathAt, queryAt),
    query: rest.slice(queryAt),
  };
}

function endOr(text: string, at: number): number {
  return at === -1 ? text.length : at;
}

/** The host of a URL, lower case, without port and user info; empty if the URL has no host. */
export function addressHost(text: string): string {
  const { authority } = addressParts(text);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  const portAt = host.startsWith('[') ? host.indexOf(']') + 1 : endOr(host, host.indexOf(':'));
  return host.slice(0, portAt).toLowerCase();
}

/** Whether a text without spaces is a URL with a scheme. */
export function isAddress(text: string): boolean {
  return SCHEME.test(text);
}

/** Whether a text without a scheme looks like host, slash, path: `live.example.org/app`. */
export function isBareAddress(text: string): boolean {
  return /^[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63}){1,9}(:[0-9]{1,5})?\/[^\s]/i.test(text);
}
