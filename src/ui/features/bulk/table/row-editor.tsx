import type { Destination } from '../../../api/types.ts';
import { ResolutionField, TextField } from '../../../components/field.tsx';
import { NewKeyField } from '../../../components/new-key-field.tsx';
import { strings } from '../../../i18n/index.ts';
import type { RowValues } from './bulk-table.ts';
import type { CheckedRow } from './check-rows.ts';
import type { TableField } from './column-names.ts';
import { comparable } from './comparable.ts';

const messages = strings.bulkTable;

type EditorProps = {
  row: CheckedRow;
  destinations: readonly Destination[];
  onChange: (changes: Partial<RowValues>) => void;
  onClose: () => void;
};

/** The values of one row, to be corrected in place. */
export function RowEditor({ row, destinations, onChange, onClose }: EditorProps) {
  const bind = (field: TableField) => ({
    name: `row-${row.line}-${field}`,
    value: row[field],
    error: '',
    hint: '',
    label: messages.fields[field],
    onChange: (value: string) => onChange({ [field]: value }),
  });
  const id = `row-${row.line}-destination`;
  const saved = destinations.find(({ name }) => comparable(name) === comparable(row.destination));
  return (
    <div class="fields">
      <TextField {...bind('id')} label={messages.idField} />
      <TextField {...bind('title')} />
      <div class="field">
        <label for={id}>{messages.fields.destination}</label>
        <select
          id={id}
          value={saved?.name ?? row.destination}
          onChange={(event) => onChange({ destination: event.currentTarget.value })}
        >
          <option value="">{messages.noDestination}</option>
          {!saved && row.destination !== '' && <option value={row.destination}>{row.destination}</option>}
          {destinations.map(({ id: key, name }) => (
            <option key={key} value={name}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <TextField {...bind('stream_url')} />
      <NewKeyField {...bind('stream_key')} />
      <TextField {...bind('page_url')} />
      <ResolutionField {...bind('resolution')} unset unsetLabel={strings.bulk.unchanged} />
      <p class="actions">
        <button type="button" onClick={onClose}>
          {messages.done}
        </button>
      </p>
    </div>
  );
}
