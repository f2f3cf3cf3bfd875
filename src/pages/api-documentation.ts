import { problems } from '../problem.ts';
import { type Html, html } from './html.ts';
import { renderPage } from './page.ts';

/** The parts of an OpenAPI 3.1 document that the page shows. */
export interface OpenApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components?: { schemas?: Record<string, Schema> };
}

interface Operation {
  summary?: string;
  parameters?: { name: string; in: string; required?: boolean; schema?: Schema; description?: string }[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
  responses?: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

interface Schema {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  description?: string;
  maxLength?: number;
}

/** Developers' documentation is English, like the API's own messages. */
const READER = { language: 'en', isChosen: false } as const;

/** Renders the OpenAPI document as a page. */
export function apiDocumentationPage(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationSection(document, method, path, operation)),
  );
  return renderPage(READER, {
    title: 'API',
    body: html`<p>The JSON API of the app, for the user who is signed in with the session cookie. For tools: <a href="/openapi.json">openapi.json</a>.</p>
<p>Requests that change data must come from the app’s own origin (<code>Sec-Fetch-Site: same-origin</code>, or a matching <code>Origin</code>).</p>
${operations}
<h2 id="problems">Problems</h2>
<p>Errors are <code>application/problem+json</code> (RFC 9457) with one of these codes.</p>
${table(['Code', 'Status', 'Meaning'], problemRows())}`,
    robots: 'all',
  });
}

function operationSection(
  document: OpenApiDocument,
  method: string,
  path: string,
  operation: Operation,
): Html {
  const parameters = (operation.parameters ?? []).map((parameter) => [
    html`<code>${parameter.name}</code>`,
    html`${parameter.in}${parameter.required ? ', required' : ''}`,
    html`${describe(document, parameter.schema)} ${parameter.description ?? parameter.schema?.description ?? ''}`,
  ]);
  return html`<section aria-labelledby="${anchor(method, path)}">
<h2 id="${anchor(method, path)}"><code>${method.toUpperCase()} ${path}</code></h2>
<p>${operation.summary ?? ''}</p>
${parameters.length > 0 && table(['Parameter', 'Location', 'Description'], parameters)}
${fieldsOf(document, 'Body', operation.requestBody?.content)}
${fieldsOf(document, 'Response', operation.responses?.['200']?.content)}
</section>
`;
}

function fieldsOf(
  document: OpenApiDocument,
  title: string,
  content: Record<string, { schema?: Schema }> = {},
): Html | false {
  const schema = resolve(document, content['application/json']?.schema);
  const rows = fieldRows(document, schema, '');
  return rows.length > 0 && table([title, 'Type', 'Description'], rows);
}

/** A row for each field. Fields of nested objects and lists have dotted names. */
function fieldRows(document: OpenApiDocument, schema: Schema | undefined, prefix: string): Html[][] {
  const variants = variantsOf(schema);
  if (variants.length > 0) return variantRows(document, variants, prefix);
  return Object.entries(schema?.properties ?? {}).flatMap(([name, property]) => {
    const field = resolve(document, property);
    const within = resolve(document, field?.items) ?? field;
    const path = `${prefix}${name}${field?.items === undefined ? '' : '[]'}`;
    const row = [
      html`<code>${path}</code>`,
      html`${describe(document, property)}`,
      html`${property.description ?? field?.description ?? ''}`,
    ];
    return [
      row,
      ...fieldRows(document, within === field && !field?.properties ? undefined : within, `${path}.`),
    ];
  });
}

/** Variants of a union, distinguished by a field with a single value, e.g. the name of a check. */
function variantsOf(schema: Schema | undefined): [kind: string, Schema][] {
  return (schema?.anyOf ?? []).flatMap((variant): [string, Schema][] => {
    const kind = Object.values(variant.properties ?? {}).find(isKind);
    return kind === undefined ? [] : [[String(kind.enum?.[0]), variant]];
  });
}

function isKind(property: Schema): boolean {
  return property.enum?.length === 1;
}

/** The fields that all variants share, then those of each variant: `checks[connection].reason`. */
function variantRows(document: OpenApiDocument, variants: [string, Schema][], prefix: string): Html[][] {
  const [[, { properties: first = {} }] = ['', {}]] = variants;
  const isShared = ([name, property]: [string, Schema]) =>
    variants.every(([, { properties }]) => JSON.stringify(properties?.[name]) === JSON.stringify(property));
  const shared = Object.fromEntries(Object.entries(first).filter(isShared));
  const ownOf = ({ properties = {} }: Schema) => ({
    properties: Object.fromEntries(
      Object.entries(properties).filter(([name, property]) => !(name in shared) && !isKind(property)),
    ),
  });
  return [
    ...fieldRows(document, { properties: shared }, prefix),
    ...variants.flatMap(([kind, variant]) =>
      fieldRows(document, ownOf(variant), prefix.replace(/(\[\])?\.$/, `[${kind}].`)),
    ),
  ];
}

function resolve(document: OpenApiDocument, schema: Schema | undefined): Schema | undefined {
  return schema?.$ref === undefined ? schema : document.components?.schemas?.[nameOf(schema.$ref)];
}

function nameOf(reference: string): string {
  return reference.split('/').at(-1) ?? '';
}

function describe(document: OpenApiDocument, schema: Schema | undefined): string {
  if (schema === undefined) return '';
  if (schema.$ref !== undefined) return nameOf(schema.$ref);
  if (schema.enum) return schema.enum.join(' · ');
  if (schema.anyOf) return schema.anyOf.map((each) => describe(document, each)).join(' or ');
  if (schema.items) return 'list';
  const limit = schema.maxLength === undefined ? '' : `, at most ${schema.maxLength} characters`;
  return `${schema.type ?? 'object'}${limit}`;
}

function problemRows(): Html[][] {
  return Object.entries(problems).map(([code, { status, detail }]) => [
    html`<code>${code}</code>`,
    html`${String(status)}`,
    html`${detail}`,
  ]);
}

function table(headings: string[], rows: Html[][]): Html {
  return html`<div class="scroll"><table>
<thead><tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
</table></div>`;
}

function anchor(method: string, path: string): string {
  return `${method}${path.replace(/[^a-z]+/gi, '-')}`;
}
