/**
 * `npm run audit`: compares the packages that run in production with the registry's list of
 * vulnerabilities. Exit code 0: none of severity high or critical, or the registry could not be
 * queried, which a line states; 1: vulnerabilities; with --required, 2 if it could not be queried.
 */
import { execFile } from 'node:child_process';

interface Report {
  metadata?: { vulnerabilities?: Record<string, number> };
  vulnerabilities?: Record<string, { name: string; severity: string; range: string; via: unknown[] }>;
  message?: string;
  error?: { summary?: string; code?: string };
}

const SEVERE = new Set(['high', 'critical']);
const isRequired = process.argv.includes('--required');

const report = parse(await npmAudit());
const counts = report.metadata?.vulnerabilities;
if (counts === undefined) {
  const reason = report.message || report.error?.summary || report.error?.code || 'no report';
  process.stdout.write(`NOT CHECKED: the registry could not be queried (${reason}).\n`);
  process.exitCode = isRequired ? 2 : 0;
} else {
  const severe = Object.values(report.vulnerabilities ?? {}).filter(({ severity }) => SEVERE.has(severity));
  for (const { name, severity, range, via } of severe)
    process.stdout.write(`${severity}: ${name} ${range}: ${via.map(titleOf).join('; ')}\n`);
  process.stdout.write(`${severe.length} of high or critical severity, ${counts.total ?? 0} in total\n`);
  process.exitCode = severe.length > 0 ? 1 : 0;
}

/** The JSON report. npm exits with 1 both for vulnerabilities and if the registry is unreachable. */
function npmAudit(): Promise<string> {
  const options = { timeout: 120_000, maxBuffer: 32 * 1024 * 1024, shell: process.platform === 'win32' };
  return new Promise((resolve) => {
    execFile('npm', ['audit', '--omit=dev', '--json'], options, (_error, stdout) => resolve(stdout));
  });
}

function parse(text: string): Report {
  try {
    return JSON.parse(text) as Report;
  } catch {
    return {};
  }
}

/** The title of an advisory, or the name of the package through which one applies. */
function titleOf(via: unknown): string {
  if (typeof via === 'string') return `through ${via}`;
  const { title, url } = via as { title?: string; url?: string };
  return [title, url].filter(Boolean).join(' ');
}
