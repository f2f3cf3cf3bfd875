import { readFileSync } from 'node:fs';
import { test } from 'tap';
import { parse } from 'yaml';
import { startMeasuredApp } from '../helpers/metrics.ts';

interface Rule {
  alert: string;
  expr: string;
  labels: { severity: string };
  annotations: { summary: string; runbook_url: string };
}

interface Panel {
  id: number;
  title: string;
  targets: { expr: string }[];
}

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const rules: Rule[] = parse(read('deploy/prometheus/alerts.yml')).groups[0].rules;
const { tests } = parse(read('deploy/prometheus/alerts.test.yml'));
const { panels }: { panels: Panel[] } = JSON.parse(read('deploy/grafana/uplink.json'));
const operations = read('docs/operations.md');

/** Names of metrics in an expression. Prometheus itself adds `up`. */
const metricsIn = (expr: string) => expr.match(/\b(?:uplink|process|nodejs)_\w+/g) ?? [];
/** The label matchers of each metric in an expression. */
const matchersIn = (expr: string) =>
  [...expr.matchAll(/\b(uplink_\w+)\{([^}]*)\}/g)].flatMap(([, name = '', matchers = '']) =>
    [...matchers.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', value = '']) => ({ name, label, value })),
  );
const anchorOf = (heading: string) => heading.toLowerCase().replaceAll(' ', '-');

test('every metric of the alerts and the dashboard is exported, with the labels they select', async (t) => {
  const { scrape } = await startMeasuredApp(t);
  const exporting = async () => {
    const samples = await scrape();
    return { samples, names: new Set(samples.map(({ name }) => name)) };
  };
  const { samples, names } = await exporting();
  const expressions = [
    ...rules.map(({ expr }) => expr),
    ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
  ];
  t.ok(expressions.length > 40);
  // These have no series before the first event or run.
  const later = [
    'uplink_events_worked_total',
    'uplink_http_answers_total',
    'uplink_job_last_success_timestamp_seconds',
  ];
  const text =
    read('src/metrics.ts') + read('src/metrics/http-metrics.ts') + read('src/metrics/database-gauges.ts');
  for (const name of new Set(expressions.flatMap(metricsIn)))
    t.ok(names.has(name) || (later.includes(name) && text.includes(`'${name}'`)), name);
  for (const { name, label, value } of expressions.flatMap(matchersIn))
    t.ok(
      samples.some((sample) => sample.name === name && sample.labels[label] === value) ||
        later.includes(name),
      `${name}{${label}="${value}"}`,
    );
});

test('every alert has a section in the runbook that names it, and every section an alert', async (t) => {
  const [, alerts = ''] = operations.split('\n## Alerts\n');
  const sections = alerts.split('\n### ').slice(1);
  for (const { alert, annotations } of rules) {
    const [page, anchor] = annotations.runbook_url.split('#');
    t.equal(page, 'docs/operations.md');
    const section = sections.find((text) => anchorOf(text.split('\n')[0] ?? '') === anchor);
    t.match(section, `\`${alert}\``, alert);
  }
  t.equal(sections.length, rules.length);
});

test('every alert has a severity and a summary, and a rule test that names it', async (t) => {
  const tested = new Set(
    tests.flatMap(({ alert_rule_test }: { alert_rule_test: { alertname: string }[] }) =>
      alert_rule_test.map(({ alertname }) => alertname),
    ),
  );
  for (const { alert, labels, annotations } of rules) {
    t.match(labels.severity, /^(critical|warning)$/);
    t.ok(annotations.summary.length > 10);
    t.ok(tested.has(alert), alert);
  }
});

test('the runbook links to headings that exist', async (t) => {
  for (const [, page = '', anchor = ''] of operations.matchAll(/\]\(([\w-]+\.md)?#([\w-]+)\)/g)) {
    const target = page === '' ? operations : read(`docs/${page}`);
    const headings = [...target.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
    t.ok(headings.includes(anchor), `${page}#${anchor}`);
  }
});

test('the statement that runs failed jobs again works', async (t) => {
  const { uplink } = await startMeasuredApp(t, { startsJobs: false });
  const { pool } = uplink.database;
  await pool.query(
    `with job as (select (graphile_worker.add_job('events', max_attempts => 1)).id)
     select graphile_worker.permanently_fail_jobs(array(select id from job))`,
  );
  const [, statement = ''] = /`(select graphile_worker\.reschedule_jobs[^`]*)`/.exec(operations) ?? [];
  t.equal((await pool.query(statement)).rowCount, 1);
  const { rows } = await pool.query('select attempts, run_at <= now() as "isDue" from graphile_worker.jobs');
  t.same(rows, [{ attempts: 0, isDue: true }]);
});

test('the panels of the dashboard have unique IDs and titles', async (t) => {
  t.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
  t.equal(new Set(panels.map(({ title }) => title)).size, panels.length);
});
