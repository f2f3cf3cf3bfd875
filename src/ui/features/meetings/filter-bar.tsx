import type { Signal } from '@preact/signals';
import type { Kind } from '../../api/types.ts';
import { strings } from '../../i18n/index.ts';
import { formatNumber } from '../../lib/format-number.ts';
import { type Counts, type Filter, type Show, shows } from '../../lib/list-filter.ts';
import { MarkIcon } from './readiness-mark.tsx';

const messages = strings.list;

type FilterChipsProps = {
  kind: Kind;
  filter: Signal<Filter>;
  /** Null until the first page is loaded. */
  counts: Counts | null;
  /** More rows may follow. */
  isComplete: boolean;
};

/** Filters by readiness, each with the number of its rows. Phones show the symbols of the rows. */
export function FilterChips({ kind, filter, counts, isComplete }: FilterChipsProps) {
  const { show } = filter.value;
  const chips: readonly Show[] = show === 'configured' ? [...shows, show] : shows;
  const numberOf = (each: Show) => {
    if (!counts || each === 'configured') return '';
    return `${formatNumber(counts[each])}${isComplete ? '' : '+'}`;
  };
  return (
    <fieldset class="chips" aria-label={messages.only[kind]}>
      {chips.map((each) => (
        <button
          key={each}
          type="button"
          class={`chip chip-${each}`}
          aria-pressed={each === show}
          onClick={() => {
            filter.value = { ...filter.peek(), show: each };
          }}
        >
          {each !== 'all' && each !== 'configured' && <MarkIcon mark={each} />}
          <span class="chip-label">{messages.shows[each]}</span>{' '}
          <span class="chip-count">{numberOf(each)}</span>
        </button>
      ))}
    </fieldset>
  );
}
