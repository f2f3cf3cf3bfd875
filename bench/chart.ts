/** `npm run bench:chart`: draws docs/growth.svg from the results of the benchmark `growth`. */
import { readFile, writeFile } from 'node:fs/promises';
import { drawRatios } from './harness/ratio-chart.ts';
import type { Finding } from './harness/report.ts';

const { findings } = JSON.parse(await readFile(new URL('./results.json', import.meta.url), 'utf8')) as {
  findings: Finding[];
};
const growth = findings.filter(({ benchmark, target }) => benchmark === 'growth' && target !== undefined);
if (growth.length === 0) throw new Error('Run npm run bench -- --only growth first.');
await writeFile(new URL('../docs/growth.svg', import.meta.url), drawRatios(growth));
