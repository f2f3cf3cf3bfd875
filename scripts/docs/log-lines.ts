import ts from 'typescript';
import { tableIn } from './markdown.ts';
import type { Repository } from './repository.ts';

export const LOG_PAGE = 'docs/operations.md';
export const LOG_SECTION = 'Log lines';

const LEVELS = new Set(['debug', 'info', 'warn', 'error', 'fatal']);

/** A message in the source. A `…` stands for what differs from line to line. */
export interface LogMessage {
  level: string;
  text: string;
}

/** Compares the messages of the source with the table of docs/operations.md, in both directions. */
export function logErrors(repository: Repository): string[] {
  const inSource = new Set(
    repository
      .serverFiles()
      .flatMap((path) => messagesIn(path, repository.read(path)))
      .map(({ level, text }) => `${level}: ${text}`),
  );
  const rows = tableIn(repository.read(LOG_PAGE), LOG_SECTION);
  const inDocs = new Set(rows.map((row) => `${row.Level}: ${(row.Message ?? '').replaceAll('`', '')}`));
  return [
    ...[...inSource].filter((line) => !inDocs.has(line)).map((line) => `${line} is not in the table`),
    ...[...inDocs].filter((line) => !inSource.has(line)).map((line) => `${line} is not in the source`),
  ].sort();
}

/** All messages that a file logs: the last argument of each call such as `log.info(…)`. */
export function messagesIn(path: string, source: string): LogMessage[] {
  if (!/log/i.test(source)) return [];
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const found: LogMessage[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const level = levelOf(node.expression);
      const message = isAccountEvent(node) ? node.arguments[1] : node.arguments.at(-1);
      if (level !== undefined && message !== undefined)
        for (const text of textsOf(message, file)) found.push({ level, text: text.replaceAll('`', '') });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found.filter(({ level, text }) => !NEVER_LOGGED.has(`${level}: ${text}`));
}

/** Reasons of `/readyz` that are not logged. */
const NEVER_LOGGED = new Set(['error: still starting', 'error: stopping']);

function isAccountEvent({ expression }: ts.CallExpression): boolean {
  return ts.isPropertyAccessExpression(expression) && expression.name.text === 'logAccount';
}

/** The level of a call of a logger; undefined for other calls. */
function levelOf(callee: ts.Expression): string | undefined {
  if (ts.isPropertyAccessExpression(callee)) {
    const { expression, name } = callee;
    if (name.text === 'logAccount') return 'info';
    return LEVELS.has(name.text) && /(?:^|\.)log$/.test(expression.getText().replace('?', ''))
      ? name.text
      : undefined;
  }
  // `request.log[condition ? 'info' : 'debug']`: the level that is on by default.
  return ts.isElementAccessExpression(callee) && /\.log$/.test(callee.expression.getText())
    ? 'info'
    : undefined;
}

/** The possible texts of an expression. Empty for a parameter, whose caller has the text. */
function textsOf(node: ts.Node, file: ts.SourceFile): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node)) return [`${node.head.text}…`];
  if (ts.isConditionalExpression(node))
    return [...textsOf(node.whenTrue, file), ...textsOf(node.whenFalse, file)];
  if (ts.isIdentifier(node)) return named(node.text, file);
  if (ts.isElementAccessExpression(node)) return textsOf(node.expression, file);
  if (ts.isObjectLiteralExpression(node))
    return node.properties.flatMap((each) =>
      ts.isPropertyAssignment(each) ? textsOf(each.initializer, file) : [],
    );
  if (ts.isAsExpression(node)) return textsOf(node.expression, file);
  if (ts.isCallExpression(node)) return textsOf(node.expression, file);
  return [];
}

/** The texts of a constant, or that a function returns. */
function named(name: string, file: ts.SourceFile): string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node, isInside: boolean): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name && node.initializer !== undefined)
      texts.push(...textsOf(node.initializer, file));
    const isFunction = ts.isFunctionDeclaration(node) && node.name?.text === name;
    if (isInside && ts.isReturnStatement(node) && node.expression !== undefined)
      texts.push(...textsOf(node.expression, file));
    ts.forEachChild(node, (child) => visit(child, isInside || isFunction));
  };
  visit(file, false);
  return texts;
}
