/** Name and value of a PostgreSQL setting, as arguments of `set_config`. */
export type SessionSetting = [name: string, value: string];

/**
 * Parses `options`, which contains command line arguments of the server: `-c name=value` or
 * `--name=value`, with a backslash before each space in a value. All other arguments are returned
 * as `rest`.
 */
export function readOptions(options: string): { settings: SessionSetting[]; rest: string | undefined } {
  const words = options.match(/(?:\\.|[^\s\\])+/g) ?? [];
  const settings: SessionSetting[] = [];
  const rest: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const isSplit = word === '-c';
    const argument = isSplit ? (words[index + 1] ?? '') : word.replace(/^(?:-c|--)/, '');
    const isSetting = isSplit || argument !== word;
    const [, name, value = ''] = /^([a-z_][\w.-]*)=(.*)$/is.exec(argument) ?? [];
    if (!isSetting || name === undefined) {
      rest.push(word);
      continue;
    }
    settings.push([name.replaceAll('-', '_').toLowerCase(), value.replaceAll(/\\(.)/g, '$1')]);
    if (isSplit) index += 1;
  }
  return { settings, rest: rest.length === 0 ? undefined : rest.join(' ') };
}
