import type { Configuration } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import { differences } from './difference.ts';

const messages = strings.history;

type DifferencesProps = {
  before: Configuration | null;
  after: Configuration | null;
  label: string;
  /** The headings of the two columns. */
  heads?: { before: string; after: string };
};

/** The settings that differ, before and after. */
export function Differences({ before, after, label, heads = messages }: DifferencesProps) {
  const rows = differences(before, after);
  if (rows.length === 0) return <p class="small muted">{messages.same}</p>;
  return (
    <table class="change-table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{messages.setting}</th>
          <th scope="col">{heads.before}</th>
          <th scope="col">{heads.after}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.field}>
            <th scope="row">{strings.form[row.field]}</th>
            <td data-label={heads.before}>
              <del>{row.before}</del>
            </td>
            <td data-label={heads.after}>
              <ins>{row.after}</ins>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
