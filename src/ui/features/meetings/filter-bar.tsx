import type { Signal } from '@preact/signals';
import type { Kind } from '../../api/types.ts';
import { strings } from '../../i18n/index.ts';
import { type Filter, type Show, shows } from '../../lib/list-filter.ts';
import { SearchField } from './search-field.tsx';

const messages = strings.list;

/** Filters the list while the user types. */
export function ListFilter({ kind, filter }: { kind: Kind; filter: Signal<Filter> }) {
  const change = (part: Partial<Filter>) => {
    filter.value = { ...filter.peek(), ...part };
  };
  return (
    <search class="filter">
      <SearchField kind={kind} filter={filter} />
      <span class="filter-field">
        <label for="list-show">{messages.only}</label>
        <select
          id="list-show"
          value={filter.value.show}
          onChange={(event) => change({ show: event.currentTarget.value as Show })}
        >
          {shows.map((each) => (
            <option key={each} value={each}>
              {messages.shows[each]}
            </option>
          ))}
        </select>
      </span>
    </search>
  );
}
