import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Programs that the documentation uses and that a machine with nothing but npm's packages may lack.
 * Each does what the commands of the documentation need from it.
 */
const programs: Record<string, string> = {
  sudo: `
    const { spawnSync } = await import('node:child_process');
    const [, , , program, ...args] = process.argv.slice(1);
    process.exitCode = spawnSync(program, args, { stdio: 'inherit' }).status;`,
  psql: `
    const pg = (await import(process.env.PG_MODULE)).default;
    const args = process.argv.slice(2);
    const connectionString = args[0].startsWith('--') ? process.env.ADMINISTRATOR_URL : args.shift();
    const client = new pg.Client({ connectionString });
    await client.connect();
    for (let i = 0; i < args.length; i += 2) {
      if (args[i] !== '--command') throw new Error('unknown option ' + args[i]);
      await client.query(args[i + 1]);
    }
    await client.end();`,
  curl: `
    const response = await fetch(process.argv.at(-1));
    process.stdout.write(await response.text());
    process.exitCode = response.ok ? 0 : 22;`,
  openssl: `
    const { randomBytes } = await import('node:crypto');
    console.log(randomBytes(Number(process.argv.at(-1))).toString('base64'));`,
};

/** Writes the programs into this folder, which belongs at the front of PATH. */
export async function writeShellPrograms(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, source] of Object.entries(programs)) {
    await writeFile(join(folder, `${name}.mjs`), source);
    const path = join(folder, name);
    await writeFile(path, `#!/bin/sh\nexec "${process.execPath}" "${path}.mjs" "$@"\n`);
    await chmod(path, 0o755);
  }
}
