import { SHARED_ROWS, USER_ROWS } from '../../tools/population/population.ts';
import type { ExecutedPlan, PlanNode } from './capture.ts';

/** The tables that grow with the number of users. */
const GROWING = new Set([...USER_ROWS, ...SHARED_ROWS].map(({ table }) => table));

/** A statement may read this many rows of a table for the work of one user or one batch. */
const MAX_ROWS = 5_000;

/** Statements that may read a whole table or index, and why. */
const EXCEPTIONS: { statement: RegExp; why: string }[] = [
  {
    statement: /count\(\*\)::int as count from installation group by installation\.status/,
    why: 'A metric that is cached for a minute; reads one small index: 0.1 s for a million installations.',
  },
];

/** A statement with all its plans. */
export interface JudgedStatement {
  statement: string;
  executions: number;
  /** How tables are read, such as `livestream by livestream_pkey`. */
  access: string[];
  /** Most rows that one execution read of one table. */
  maxRows: number;
  problems: string[];
  /** Why problems are accepted. */
  exception?: string;
}

/** Groups the executions by statement. Sorted by statement. */
export function judge(executed: readonly ExecutedPlan[]): JudgedStatement[] {
  const byStatement = new Map<string, ExecutedPlan[]>();
  for (const one of executed)
    byStatement.set(one.statement, [...(byStatement.get(one.statement) ?? []), one]);
  return [...byStatement]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([statement, plans]) => {
      const scans = plans.flatMap(({ plan }) => scansOf(plan));
      const exception = EXCEPTIONS.find((one) => one.statement.test(statement))?.why;
      return {
        statement,
        executions: plans.length,
        access: [...new Set(scans.map(describe))],
        maxRows: Math.max(0, ...scans.map(({ rows }) => rows)),
        problems: exception === undefined ? [...new Set(scans.flatMap(problemsOf))] : [],
        ...(exception === undefined ? {} : { exception }),
      };
    });
}

/** How a plan reads one table. */
interface Scan {
  table: string;
  kind: string;
  index: string | undefined;
  isLimited: boolean;
  /** Rows read, including those that the filter removed. */
  rows: number;
}

function scansOf(node: PlanNode, table?: string): Scan[] {
  const { Plans: children = [], 'Node Type': kind, 'Relation Name': relation, 'Index Name': index } = node;
  const name = relation ?? (kind === 'Bitmap Index Scan' ? table : undefined);
  const below = children.flatMap((child) => scansOf(child, relation));
  if (name === undefined || !kind.endsWith('Scan') || kind === 'Bitmap Heap Scan') return below;
  const perLoop = (node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0);
  const rows = perLoop * (node['Actual Loops'] ?? 1);
  return [{ table: name, kind, index, isLimited: node['Index Cond'] !== undefined, rows }, ...below];
}

function describe({ table, kind, index, isLimited }: Scan): string {
  if (index === undefined) return `${table}: ${kind}`;
  return isLimited ? `${table} by ${index}` : `${table}: all of ${index}`;
}

function problemsOf(scan: Scan): string[] {
  if (!GROWING.has(scan.table)) return [];
  if (scan.kind === 'Seq Scan' && scan.rows > 0) return [`reads all of ${scan.table}`];
  if (scan.rows > MAX_ROWS) return [`reads ${Math.round(scan.rows)} rows of ${scan.table}`];
  return [];
}
