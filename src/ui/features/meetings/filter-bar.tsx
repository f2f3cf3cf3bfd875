import type { Signal } from '@preact/signals';
import { strings } from '../../i18n/index.ts';
import { type Filter, MAX_TERMS, type Show, shows } from '../../lib/list-filter.ts';

const messages = strings.list;

/** Filters the list while the user types. */
export function ListFilter({ filter }: { filter: Signal<Filter> }) {
  const change = (part: Partial<Filter>) => {
    filter.value = { ...filter.peek(), ...part };
  };
  return (
    <search class="filter">
      <span class="filter-field">
        <label for="list-words">{messages.search}</label>
        <input
          id="list-words"
          type="search"
          autocomplete="off"
          maxLength={MAX_TERMS}
          value={filter.value.words}
          onInput={(event) => change({ words: event.currentTarget.value })}
        />
      </span>
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
