import { dirname, join } from 'node:path/posix';
import { anchorsOf } from './markdown.ts';
import type { Repository } from './repository.ts';

/**
 * The links of a text to files and headings of the repository that don't exist.
 * @param from path of the page that has the text
 */
export function brokenLinks(repository: Repository, from: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = '']) => {
    if (/^https?:/.test(target)) return [];
    const [file = '', anchor] = target.split('#');
    const path = file === '' ? from : join(dirname(from), file);
    if (!repository.exists(path)) return [`${path} does not exist`];
    if (anchor === undefined || anchorsOf(repository.read(path)).has(anchor)) return [];
    return [`${path} has no heading #${anchor}`];
  });
}
