import { ASVS_LEVELS } from './asvs-levels.ts';
import { brokenLinks } from './links.ts';
import { namesIn, type Rows, sectionOf, tableIn, tablesOf } from './markdown.ts';
import type { Repository } from './repository.ts';

export const ASVS_PAGE = 'docs/asvs.md';

const STATUSES = ['met', 'n/a', 'open'];
const MAX_WORDS = 12;
const COLUMN = 'Evidence or reason';

/** The numbers of all requirements of levels 1 and 2, with their level, in order. */
export function assessedRequirements(): [number: string, level: string][] {
  return Object.entries(ASVS_LEVELS)
    .flatMap(([section, levels]) =>
      [...levels].map((level, index): [string, string] => [`${section}.${index + 1}`, level]),
    )
    .filter(([, level]) => level !== '3');
}

/** Checks the ASVS page: no number is missing, each pointer exists, and the counts are right. */
export function checkAsvsPage(repository: Repository): string[] {
  const page = repository.read(ASVS_PAGE);
  const rows = tablesOf(sectionOf(page, 'Requirements')).flat();
  const wanted = assessedRequirements();
  const numbers = rows.map((row) => `${row['']} of level ${row.Level}`);
  const expected = wanted.map(([number, level]) => `${number} of level ${level}`);
  return [
    ...expected.filter((each) => !numbers.includes(each)).map((each) => `${each} is missing`),
    ...numbers.filter((each, index) => expected[index] !== each).map((each) => `${each} is not in its place`),
    ...rows.flatMap((row) => checkRow(repository, row)),
    ...checkCounts(page, rows),
  ];
}

function checkRow(repository: Repository, row: Rows[number]): string[] {
  const { Status = '', Subject = '', [COLUMN]: evidence = '' } = row;
  const number = row[''] ?? '';
  const pointers = [...namesIn(evidence).filter(isPath), ...linksIn(evidence)];
  return [
    ...(STATUSES.includes(Status) ? [] : [`${number}: unknown status "${Status}"`]),
    ...(Subject !== '' && Subject.split(' ').length <= MAX_WORDS
      ? []
      : [`${number}: the subject has no or too many words`]),
    ...(evidence !== '' ? [] : [`${number} has no evidence or reason`]),
    ...(Status !== 'met' || pointers.length > 0 ? [] : [`${number} is met without a pointer`]),
    ...checkPaths(repository, evidence).map((error) => `${number}: ${error}`),
    ...brokenLinks(repository, ASVS_PAGE, evidence).map((error) => `${number}: ${error}`),
  ];
}

const isPath = (name: string) =>
  /^(?:src|test|scripts|deploy|docs|\.github)\/|^[\w.-]+\.(?:json|ts|md|yml)$|^\.\w+$/.test(name);
const linksIn = (text: string) => [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target);

/** Paths that don't exist, and titles behind a test's path that the test does not have. */
function checkPaths(repository: Repository, evidence: string): string[] {
  return evidence.split('; ').flatMap((part) => {
    const [, path = '', title] = /^`([^`]+)`(?:: (.+))?$/.exec(part) ?? [];
    if (path === '')
      return namesIn(part)
        .filter((name) => isPath(name) && !repository.exists(name))
        .map(notFound);
    if (!isPath(path)) return [];
    if (!repository.exists(path)) return [notFound(path)];
    return title === undefined || repository.read(path).includes(title) ? [] : [`${path} has no "${title}"`];
  });
}

const notFound = (path: string) => `${path} does not exist`;

function checkCounts(page: string, rows: Rows): string[] {
  return tableIn(page, 'Counts').flatMap(({ Status, ...counts }) =>
    ['1', '2'].flatMap((level) => {
      const found = rows.filter(
        (row) => row.Level === level && (Status === 'all' || row.Status === Status),
      ).length;
      return counts[`Level ${level}`] === String(found) ? [] : [`${Status} of level ${level}: ${found}`];
    }),
  );
}
