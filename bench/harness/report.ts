import type { Benchmark, Figure, Target } from './benchmark.ts';
import { median } from './rounds.ts';

/** A figure with its result over all rounds. */
export interface Finding extends Figure {
  benchmark: string;
  medians: { uplink: number; baseline: number };
  /**
   * Median over the rounds of the ratio or difference within each round, or of Uplink's value for
   * `alone`.
   */
  result: number;
  met: boolean | null;
}

export function findingOf({ name: benchmark }: Benchmark, figure: Figure): Finding {
  const byRound = figure.uplink.map((ours, round) =>
    compare(figure, ours, figure.baseline[round] ?? Number.NaN),
  );
  const result = median(byRound);
  return {
    benchmark,
    ...figure,
    medians: { uplink: median(figure.uplink), baseline: median(figure.baseline) },
    result,
    met: figure.target === undefined ? null : isMet(figure.target, result),
  };
}

function compare({ compare }: Figure, ours: number, baseline: number): number {
  if (compare === 'alone') return ours;
  return compare === 'ratio' ? ours / baseline : ours - baseline;
}

function isMet(target: Target, result: number): boolean {
  return 'min' in target ? result >= target.min : result <= target.max;
}

const HEADINGS = ['benchmark', 'figure', 'compared with', 'result', 'target', '', 'Uplink', 'reference'];

/** Formats the findings as a table: the result first, then the medians it was computed from. */
export function table(findings: readonly Finding[]): string {
  const rows = [HEADINGS, ...findings.map(cellsOf)];
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

function cellsOf(finding: Finding): string[] {
  const { benchmark, name, reference, unit, medians, met } = finding;
  const outcome = met === null ? '' : met ? 'met' : 'MISSED';
  return [
    benchmark,
    name,
    reference,
    format(finding, finding.result),
    finding.target ? targetText(finding, finding.target) : '–',
    outcome,
    `${rounded(medians.uplink)} ${unit}`,
    Number.isNaN(medians.baseline) ? '–' : `${rounded(medians.baseline)} ${unit}`,
  ];
}

function targetText(figure: Figure, target: Target): string {
  return 'min' in target ? `≥ ${format(figure, target.min)}` : `≤ ${format(figure, target.max)}`;
}

function format({ compare, unit }: Figure, value: number): string {
  if (compare === 'ratio') return `${value.toFixed(2)} ×`;
  if (compare === 'alone') return `${rounded(value)} ${unit}`;
  return `${value < 0 ? '−' : '+'}${rounded(Math.abs(value))} ${unit}`;
}

function rounded(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
