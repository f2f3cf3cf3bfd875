import type { Figure, Question, Target } from './benchmark.ts';
import { median } from './rounds.ts';

/** A figure with what its rounds come to. */
export interface Finding extends Figure {
  question: string;
  medians: { uplink: number; theirs: number };
  /**
   * Median over the rounds of the ratio, or the difference, within each round; of Uplink's own
   * value for `alone`.
   */
  result: number;
  met: boolean | null;
}

export function findingOf({ name: question }: Question, figure: Figure): Finding {
  const byRound = figure.uplink.map((ours, round) =>
    compare(figure, ours, figure.theirs[round] ?? Number.NaN),
  );
  const result = median(byRound);
  return {
    question,
    ...figure,
    medians: { uplink: median(figure.uplink), theirs: median(figure.theirs) },
    result,
    met: figure.target === undefined ? null : isMet(figure.target, result),
  };
}

function compare({ compare }: Figure, ours: number, theirs: number): number {
  if (compare === 'alone') return ours;
  return compare === 'ratio' ? ours / theirs : ours - theirs;
}

function isMet(target: Target, result: number): boolean {
  return 'min' in target ? result >= target.min : result <= target.max;
}

const HEADINGS = ['question', 'figure', 'against', 'result', 'target', '', 'Uplink', 'reference'];

/** The findings as a table in plain text: ratios first, what they were made of beside them. */
export function table(findings: readonly Finding[]): string {
  const rows = [HEADINGS, ...findings.map(encryptedValues)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const rule = widths.map((width) => '-'.repeat(width));
  return [rows[0] ?? [], rule, ...rows.slice(1)].map((row) => line(row, widths)).join('\n');
}

function line(row: readonly string[], widths: readonly number[]): string {
  return row
    .map((cell, column) => cell.padEnd(widths[column] ?? 0))
    .join('  ')
    .trimEnd();
}

function encryptedValues(finding: Finding): string[] {
  const { question, name, reference, unit, medians, met } = finding;
  const outcome = met === null ? '' : met ? 'met' : 'MISSED';
  return [
    question,
    name,
    reference,
    shown(finding, finding.result),
    finding.target ? targetText(finding, finding.target) : '–',
    outcome,
    `${rounded(medians.uplink)} ${unit}`,
    `${rounded(medians.theirs)} ${unit}`,
  ];
}

function targetText(figure: Figure, target: Target): string {
  return 'min' in target ? `≥ ${shown(figure, target.min)}` : `≤ ${shown(figure, target.max)}`;
}

function shown({ compare, unit }: Figure, value: number): string {
  if (compare === 'ratio') return `${value.toFixed(2)} ×`;
  if (compare === 'alone') return `${rounded(value)} ${unit}`;
  return `${value < 0 ? '−' : '+'}${rounded(Math.abs(value))} ${unit}`;
}

function rounded(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
