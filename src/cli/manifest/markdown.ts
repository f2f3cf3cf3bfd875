import { MARK } from './write-kit.ts';

/** A Markdown document with a mark, by which a later run recognizes it. */
export function document(title: string, ...parts: readonly string[]): string {
  return `${[`# ${title}`, `<!-- ${MARK} -->`, ...parts].join('\n\n')}\n`;
}

/** A Markdown table. Escapes the characters that would end a cell. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

function escapeCell(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replaceAll(/\s*\n\s*/g, ' ');
}
