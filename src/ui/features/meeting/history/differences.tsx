import type { Configuration } from '../../../api/types.ts';
import { strings } from '../../../i18n/index.ts';
import { differences } from './difference.ts';

const words = strings.history;

type DifferencesProps = {
  before: Configuration | null;
  after: Configuration | null;
  label: string;
  /** What the two columns are called. */
  heads?: { before: string; after: string };
};

/** Before and after, of the settings that differ. */
export function Differences({ before, after, label, heads = words }: DifferencesProps) {
  const rows = differences(before, after);
  if (rows.length === 0) return <p class="small muted">{words.same}</p>;
  return (
    <table class="change-table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{words.setting}</th>
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
