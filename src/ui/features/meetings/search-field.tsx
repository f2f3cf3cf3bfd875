import type { Signal } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { Kind } from '../../api/types.ts';
import { Link } from '../../components/link.tsx';
import { strings } from '../../i18n/index.ts';
import { type Filter, MAX_TERMS } from '../../lib/list-filter.ts';
import { meetingReferenceOf, readableId } from '../../lib/meeting-id.ts';
import { go } from '../../state/navigation.ts';
import { meetingPath } from '../../state/route.ts';

const messages = strings.list;

type SearchFieldProps = { kind: Kind; filter: Signal<Filter> };

/**
 * Filters the list by title or ID while the user types. An ID, a join link or a whole invitation
 * opens its meeting, even if no list contains it.
 */
export function SearchField({ kind, filter }: SearchFieldProps) {
  const [text, setText] = useState(filter.peek().words);
  // Back, a link or "Clear filters" may have changed the filter since the user typed.
  const shown = termsOf(text) === filter.value.words ? text : filter.value.words;
  const reference = meetingReferenceOf(shown);

  const change = (typed: string) => {
    setText(typed);
    filter.value = { ...filter.peek(), words: termsOf(typed) };
  };
  const open = (event: SubmitEvent) => {
    event.preventDefault();
    if (reference) go(meetingPath(reference.kind ?? kind, reference.id));
  };
  return (
    <search class="search">
      <form onSubmit={open}>
        <label class="unseen" for="list-words">
          {messages.search}
        </label>
        <SearchIcon />
        <input
          id="list-words"
          type="search"
          placeholder={messages.search}
          autocomplete="off"
          spellcheck={false}
          value={shown}
          onInput={(event) => change(event.currentTarget.value)}
        />
        {reference && (
          <Link to={meetingPath(reference.kind ?? kind, reference.id)} class="open-reference">
            {messages.openReference(readableId(reference.id))}
          </Link>
        )}
      </form>
    </search>
  );
}

/**
 * The text that the list is filtered by. It becomes part of the address, so a join link, which may
 * contain a passcode, is replaced by its ID.
 */
function termsOf(text: string): string {
  const isTitleOrId = /^[^/@]*$/.test(text) && text.length <= MAX_TERMS;
  if (isTitleOrId) return text;
  return meetingReferenceOf(text)?.id ?? text.slice(0, MAX_TERMS);
}

function SearchIcon() {
  return (
    <svg class="search-icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <circle cx="7" cy="7" r="4.5" />
      <path d="m10.5 10.5 3.5 3.5" />
    </svg>
  );
}
