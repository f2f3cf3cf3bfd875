/** The headers of conditional requests, which the route schemas do not describe. */

interface Operation {
  summary: string;
  parameters?: object[];
  responses: Record<string, { description: string; headers?: object; content?: object }>;
}

type Paths = Record<string, Record<string, Operation>>;

const text = { schema: { type: 'string' } } as const;

const IF_MATCH = {
  ...{ name: 'If-Match', in: 'header', required: true, ...text },
  description:
    'The `ETag` of the value that the change is based on, or `*` to overwrite any. Without it: 428. If the value has changed since: 412.',
};
const IF_NONE_MATCH = {
  ...{ name: 'If-None-Match', in: 'header', ...text },
  description: 'An `ETag`. If the value has not changed since: 304, without a body.',
};
const CACHE_CONTROL = {
  ...{ name: 'Cache-Control', in: 'header', ...text },
  description: '`no-cache` asks Zoom, and returns Zoom’s error instead of a stale value.',
};
const ETAG = {
  description: 'Identifies this value, for `If-Match` and `If-None-Match`.',
  required: true,
  ...text,
};
const LOCATION = { description: 'The path of what was created.', required: true, ...text };
const NOT_MODIFIED = { description: 'The value has not changed.', headers: { ETag: ETAG } };

const KINDS = ['meetings', 'webinars'];

/** Adds the headers to the operations that use them. @throws Error if one of them does not exist */
export function withConditionalHeaders<Document extends { paths: unknown }>(document: Document): Document {
  const paths = document.paths as Paths;
  for (const kind of KINDS) {
    const livestream = `/api/${kind}/{id}/livestream`;
    readable(paths, livestream, CACHE_CONTROL);
    changeable(paths, livestream, 'patch');
    changeable(paths, `${livestream}/restore`, 'post');
    addParameters(operationOf(paths, `${livestream}/switch`, 'post'), IF_MATCH);
    addHeader(operationOf(paths, `${livestream}/switch`, 'post'), '202', { Location: LOCATION });
  }
  readable(paths, '/api/destinations/{id}');
  changeable(paths, '/api/destinations/{id}', 'patch');
  addHeader(operationOf(paths, '/api/destinations', 'post'), '201', { ETag: ETAG, Location: LOCATION });
  for (const path of ['/api/bulk-updates', '/api/bulk-updates/{id}/undo', '/api/bulk-updates/{id}/retry'])
    addHeader(operationOf(paths, path, 'post'), '202', { Location: LOCATION });
  return document;
}

function readable(paths: Paths, path: string, ...others: object[]): void {
  const operation = operationOf(paths, path, 'get');
  addParameters(operation, IF_NONE_MATCH, ...others);
  addHeader(operation, '200', { ETag: ETAG });
  operation.responses['304'] = NOT_MODIFIED;
}

function changeable(paths: Paths, path: string, method: string): void {
  const operation = operationOf(paths, path, method);
  addParameters(operation, IF_MATCH);
  addHeader(operation, '200', { ETag: ETAG });
}

function operationOf(paths: Paths, path: string, method: string): Operation {
  const operation = paths[path]?.[method];
  if (operation === undefined) throw new Error(`There is no ${method} ${path}.`);
  return operation;
}

function addParameters(operation: Operation, ...parameters: object[]): void {
  operation.parameters = [...(operation.parameters ?? []), ...parameters];
}

function addHeader({ responses }: Operation, status: string, headers: object): void {
  const response = responses[status];
  if (response === undefined) throw new Error(`There is no response ${status}.`);
  response.headers = { ...response.headers, ...headers };
}
