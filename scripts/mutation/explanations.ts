/** The part of Stryker's JSON report that is used here. */
export interface MutationReport {
  files: Record<string, { source: string; mutants: ReportedMutant[] }>;
}

export interface ReportedMutant {
  status: string;
  mutatorName: string;
  replacement?: string;
  location: { start: Position; end: Position };
}

/** Both count from 1. */
interface Position {
  line: number;
  column: number;
}

/** A mutant that no test detects, as the document names it. Lines may move, so it has none. */
export interface Survivor {
  file: string;
  /** The original code. */
  code: string;
  replacement: string;
}

/** A row of the document. */
export interface Explanation extends Survivor {
  reason: string;
}

export interface Score {
  mutants: number;
  detected: number;
  percent: number;
}

const MAX_LENGTH = 80;
const DETECTED = new Set(['Killed', 'Timeout']);
const MIN_PERCENT = 90;

/** Every mutant counts, also one whose run ended with an error. */
export function scoreOf({ files }: MutationReport): Score {
  const mutants = Object.values(files).flatMap((file) => file.mutants);
  const detected = mutants.filter(({ status }) => DETECTED.has(status)).length;
  return { mutants: mutants.length, detected, percent: (100 * detected) / mutants.length };
}

/** The mutants that no test detects, without repetitions. */
export function survivorsIn({ files }: MutationReport): Survivor[] {
  const survivors = Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants
      .filter(({ status }) => !DETECTED.has(status))
      .map(({ location, replacement = '' }) => ({
        file,
        code: shorten(codeAt(source, location)),
        replacement: shorten(replacement),
      })),
  );
  return [...new Map(survivors.map((survivor) => [keyOf(survivor), survivor])).values()];
}

/** The rows below the heading of this area: file, code, mutant, reason. */
export function explanationsIn(page: string, area: string): Explanation[] {
  const section = page.split(/^#+ /m).find((text) => text.split('\n', 1)[0] === `Survivors: ${area}`) ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => {
      const [, file = '', code = '', replacement = '', reason = ''] = line.split(/(?<!\\)\|/);
      return { file: text(file), code: text(code), replacement: text(replacement), reason: reason.trim() };
    });
}

/**
 * Compares an area's report with the document.
 *
 * @returns what is wrong; empty if every survivor is explained, and nothing else
 */
export function problemsOf(report: MutationReport, explanations: readonly Explanation[]): string[] {
  const survivors = survivorsIn(report);
  const surviving = new Set(survivors.map(keyOf));
  const explained = new Set(explanations.filter(({ reason }) => reason !== '').map(keyOf));
  const { percent } = scoreOf(report);
  return [
    ...(percent >= MIN_PERCENT
      ? []
      : [`The score is ${percent.toFixed(1)} %, which is below ${MIN_PERCENT} %.`]),
    ...survivors
      .filter((survivor) => !explained.has(keyOf(survivor)))
      .map((survivor) => `Not explained: ${rowOf(survivor)}`),
    ...explanations
      .filter((explanation) => !surviving.has(keyOf(explanation)))
      .map((explanation) => `Explained, but does not survive: ${rowOf(explanation)}`),
  ];
}

/** A row for the document. */
export function rowOf({ file, code, replacement }: Survivor): string {
  return `| ${[file, code, replacement].map(quoted).join(' | ')} |`;
}

/** One line of at most 80 characters. */
export function shorten(code: string): string {
  const line = code.replace(/\s+/g, ' ').trim();
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH).trim()} …` : line;
}

function keyOf({ file, code, replacement }: Survivor): string {
  return JSON.stringify([file, code, replacement]);
}

function codeAt(source: string, { start, end }: ReportedMutant['location']): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  const last = lines.length - 1;
  lines[last] = (lines[last] ?? '').slice(0, end.column - 1);
  lines[0] = (lines[0] ?? '').slice(start.column - 1);
  return lines.join('\n');
}

function quoted(code: string): string {
  const escaped = code.replaceAll('|', '\\|');
  return escaped.includes('`') ? `\`\` ${escaped} \`\`` : `\`${escaped}\``;
}

function text(cell: string): string {
  return cell
    .trim()
    .replace(/^(`+)(.*)\1$/, '$2')
    .trim()
    .replaceAll('\\|', '|');
}
