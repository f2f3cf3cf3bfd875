import type { Pool } from 'pg';
import { onServer } from '../helpers/database-template.ts';

/** A node of a plan, as `EXPLAIN (ANALYZE, FORMAT JSON)` returns it. */
export interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  'Recheck Cond'?: string;
  /** Per loop. */
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

/** A statement that was executed, and how. */
export interface ExecutedPlan {
  /** On one line, without values. */
  statement: string;
  plan: PlanNode;
}

/**
 * Makes PostgreSQL report the query plan of every statement that new connections to this database
 * execute, with those inside of functions and foreign keys. Needs a superuser.
 */
export async function reportPlans(databaseUrl: string): Promise<void> {
  const settings = {
    session_preload_libraries: 'auto_explain',
    'auto_explain.log_min_duration': '0',
    'auto_explain.log_analyze': 'on',
    'auto_explain.log_timing': 'off',
    'auto_explain.log_format': 'json',
    'auto_explain.log_level': 'notice',
    'auto_explain.log_nested_statements': 'on',
    'auto_explain.log_parameter_max_length': '0',
  };
  const name = new URL(databaseUrl).pathname.slice(1);
  await onServer(databaseUrl, async (client) => {
    for (const [setting, value] of Object.entries(settings))
      await client.query(`alter database "${name}" set ${setting} = '${value}'`);
  });
}

/** Collects the plans that the server reports to new connections of this pool. */
export function collectPlans(pool: Pool): ExecutedPlan[] {
  const collected: ExecutedPlan[] = [];
  pool.on('connect', (client) => {
    client.on('notice', ({ message = '' }) => {
      const [, json] = message.split(/^duration: .* plan:\n/);
      if (json === undefined) return;
      const { 'Query Text': text, Plan: plan } = JSON.parse(json) as { 'Query Text': string; Plan: PlanNode };
      collected.push({ statement: text.replaceAll(/\s+/g, ' ').trim(), plan });
    });
  });
  return collected;
}
