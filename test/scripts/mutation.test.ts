import { readFile } from 'node:fs/promises';
import t from 'tap';
import { AREAS } from '../../scripts/mutation/areas.ts';
import {
  explanationsIn,
  type MutationReport,
  problemsOf,
  rowOf,
  scoreOf,
  shorten,
  survivorsIn,
} from '../../scripts/mutation/explanations.ts';

const source = `export function isLong(text: string): boolean {
  return text.length > 10 || text === 'x';
}
`;
const survivor = { file: 'src/long.ts', code: "text === 'x'", replacement: 'false' };

function reportOf(...statuses: string[]): MutationReport {
  const location = { start: { line: 2, column: 30 }, end: { line: 2, column: 42 } };
  const mutants = statuses.map((status) => ({
    status,
    mutatorName: 'ConditionalExpression',
    replacement: 'false',
    location,
  }));
  return { files: { 'src/long.ts': { source, mutants } } };
}

const killed = Array.from({ length: 9 }, () => 'Killed');

t.test('a mutant without a test, or whose run failed, counts as a survivor', async (t) => {
  for (const status of ['Survived', 'NoCoverage', 'RuntimeError'])
    t.same(survivorsIn(reportOf('Killed', status)), [survivor], status);
  t.same(survivorsIn(reportOf('Killed', 'Timeout')), []);
  t.same(scoreOf(reportOf('Killed', 'Timeout', 'Survived', 'RuntimeError')), {
    mutants: 4,
    detected: 2,
    percent: 50,
  });
});

t.test('each survivor needs an explanation', async (t) => {
  const report = reportOf(...killed, 'Survived');
  t.same(problemsOf(report, [{ ...survivor, reason: 'It is equivalent.' }]), []);
  t.same(problemsOf(report, []), [`Not explained: ${rowOf(survivor)}`]);
  t.same(problemsOf(report, [{ ...survivor, reason: '' }]), [`Not explained: ${rowOf(survivor)}`]);
});

t.test('an explanation without a survivor is reported', async (t) => {
  const explanation = { ...survivor, reason: 'It is equivalent.' };
  t.same(problemsOf(reportOf(...killed), [explanation]), [
    `Explained, but does not survive: ${rowOf(survivor)}`,
  ]);
});

t.test('a score below 90 % is reported, even if every survivor is explained', async (t) => {
  const report = reportOf(...killed, 'Survived', 'Survived');
  t.match(problemsOf(report, [{ ...survivor, reason: 'It is equivalent.' }]), [/81\.8 %.*below 90 %/]);
});

t.test('the rows of an area are read from the printed report', async (t) => {
  const code = { file: 'src/a.ts', code: 'a || `b` | c', replacement: '' };
  const page = ['## Survivors: one', `${rowOf(code)} Because. |`, '## Survivors: two', rowOf(survivor)].join(
    '\n',
  );
  t.same(explanationsIn(page, 'one'), [{ ...code, reason: 'Because.' }]);
  t.same(explanationsIn(page, 'two'), [{ ...survivor, reason: '' }]);
  t.same(explanationsIn(page, 'three'), []);
});

t.test('the document explains mutants of code that exists', async (t) => {
  const root = new URL('../../', import.meta.url);
  const page = await readFile(new URL('docs/mutation-testing.md', root), 'utf8');
  for (const area of Object.keys(AREAS))
    for (const { file, code, reason } of explanationsIn(page, area)) {
      const text = (await readFile(new URL(file, root), 'utf8')).replace(/\s+/g, ' ');
      t.ok(text.includes(code.replace(/ …$/, '')), `${file}: ${code}`);
      t.not(reason, '', `${file}: ${code}`);
    }
});

t.test('long code is shortened to one line', async (t) => {
  t.equal(shorten('a\n  + b'), 'a + b');
  t.equal(shorten('x'.repeat(80)).length, 80);
  t.match(shorten('x'.repeat(81)), /^x{80} …$/);
});
