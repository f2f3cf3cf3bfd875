import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { lstat, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export type Chromium = { executablePath: string; env: Record<string, string> };

const root = fileURLToPath(new URL('../..', import.meta.url));
const packageFile = join(root, 'node_modules/@sparticuz/chromium/package.json');

const usualPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The installed browser. `CHROME_PATH` takes precedence and must exist if it is set. */
export function installedChromium(): Chromium | null {
  const wanted = process.env.CHROME_PATH;
  if (wanted && !existsSync(wanted))
    throw new Error(`CHROME_PATH names a file that does not exist: ${wanted}`);
  const executablePath = wanted ?? usualPaths.find((path) => existsSync(path));
  return executablePath ? { executablePath, env: environment() } : null;
}

/**
 * The Chromium of `@sparticuz/chromium` (Linux), unpacked once per user with all libraries and a
 * font. The package itself unpacks into the system's temporary folder and reuses any files there:
 * concurrent tests could run a partially written browser, and another user could have planted one.
 * So this unpacks into a new folder and renames it atomically.
 */
export async function packagedChromium(): Promise<Chromium> {
  if (process.platform !== 'linux') {
    throw new Error('The browser tests need Chrome or Chromium: install one, or name it in CHROME_PATH.');
  }
  const home = await chromiumHome();
  const executablePath = join(home, 'chromium');
  if (!existsSync(executablePath)) await unpackInto(home);
  return {
    executablePath,
    env: {
      ...environment(),
      HOME: home,
      LD_LIBRARY_PATH: join(home, 'al2023', 'lib'),
      FONTCONFIG_FILE: join(home, 'fonts.conf'),
    },
  };
}

/** One folder per version and user. Rejects a folder that belongs to another user. */
async function chromiumHome(): Promise<string> {
  const { version } = JSON.parse(await readFile(packageFile, 'utf8')) as { version: string };
  const { uid } = userInfo();
  const home = join(tmpdir(), `uplink-chromium-${version}-${uid}`);
  const found = await lstat(home).catch(() => null);
  if (found && (found.uid !== uid || !found.isDirectory())) {
    throw new Error(`${home} belongs to another user: remove it, or set TMPDIR.`);
  }
  return home;
}

/**
 * Runs in its own process, because the package changes the environment of the process that loads
 * it.
 */
async function unpackInto(home: string): Promise<void> {
  const fresh = await mkdtemp(`${home}-`);
  // The variable makes the package unpack nss, nspr and expat as well, which a bare machine lacks.
  const env = { ...environment(), TMPDIR: fresh, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' };
  const program = "import chromium from '@sparticuz/chromium'; await chromium.executablePath();";
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { cwd: root, env });
  await writeFile(join(fresh, 'fonts.conf'), fontConfiguration(home));
  try {
    await rename(fresh, home);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    // Another test has created the same folder in the meantime.
    if (!existsSync(join(home, 'chromium'))) throw error;
  }
}

/** Replaces the package's configuration, which names other folders, and adds the system's fonts. */
function fontConfiguration(home: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${home}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${home}/fonts-cache</cachedir>
</fontconfig>
`;
}

/** The environment of this process without the variables that make Node load the test runner. */
function environment(): Record<string, string> {
  const set = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const withoutNode = set.filter(([name]) => !name.startsWith('NODE_'));
  return Object.fromEntries(withoutNode);
}
