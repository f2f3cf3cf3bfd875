import { readFileSync } from 'node:fs';

/** A block of shell commands on a page of the documentation. */
export interface Block {
  page: string;
  /** The nearest heading above. */
  heading: string;
  /** Line of the opening fence, from 1. */
  line: number;
  text: string;
}

const root = new URL('../../', import.meta.url);

/** The shell blocks of a page, in their order. */
export function blocksOf(page: string): Block[] {
  const lines = readFileSync(new URL(page, root), 'utf8').split('\n');
  const blocks: Block[] = [];
  let heading = '';
  let open: Block | undefined;
  for (const [index, whole] of lines.entries()) {
    // Blocks inside list items are indented.
    const line = whole.replace(/^ {3}/, '');
    if (open && line === '```') {
      blocks.push(open);
      open = undefined;
    } else if (open) open.text += `${line}\n`;
    else if (line === '```sh') open = { page, heading, line: index + 1, text: '' };
    else if (/^#+ /.test(line)) heading = line.replace(/^#+ /, '');
  }
  return blocks;
}

/** The commands of a block, without comments. Continued lines and here-documents are one command. */
export function commandsOf({ text }: Block): string[] {
  const joined = text.replace(/\\\n\s*/g, '').replace(/^(.*<<(\w+))\n[\s\S]*?\n\2$/gm, '$1');
  return joined
    .split('\n')
    .flatMap((line) => line.replace(/(^|\s)#\s.*$/, '').split('&&'))
    .map((command) => command.trim())
    .filter((command) => command !== '');
}
