import { loadConfig } from '../../config.ts';
import type { Command } from '../command.ts';
import { parseArguments } from '../parse-arguments.ts';
import { createKit } from './kit.ts';
import { createManifest } from './manifest.ts';
import { writeKit } from './write-kit.ts';

export const manifestCommand: Command = {
  summary: 'print the manifest of the Zoom Marketplace app, or write its submission kit',
  usage: `uplink manifest [--no-panel] [--kit DIR [--force]]

Prints the app manifest for the Zoom App Marketplace as JSON, for the configured PUBLIC_URL: redirect URL, OAuth allow list,
scopes with their reasons, events and home URL. Zoom's user interface and API accept it for an existing General App.
--no-panel leaves out the panel inside Zoom meetings and its scope.

--kit DIR writes the texts of a submission to Zoom's review to DIR, as Markdown, and the manifest. Files that an earlier run
has written are replaced; any other file of the same name is kept and reported, unless --force is given.`,
  async run(args, { env, stdout }) {
    const options = parseArguments(args, {
      kit: { type: 'string' },
      force: { type: 'boolean' },
      'no-panel': { type: 'boolean' },
    });
    const { publicUrl, operator } = loadConfig(env);
    const marketplace = { publicUrl, hasPanel: options['no-panel'] !== true };
    if (options.kit === undefined) {
      stdout(JSON.stringify(createManifest(marketplace), null, 2));
      return;
    }
    const files = await createKit({ ...marketplace, operator });
    for (const path of await writeKit(options.kit, files, options.force === true)) stdout(`wrote ${path}`);
  },
};
