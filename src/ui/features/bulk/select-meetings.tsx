import type { Kind, Meeting } from '../../api/types.ts';
import { Choice } from '../../components/choice.tsx';
import { Facts } from '../../components/facts.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { RequestButton } from '../../components/request-button.tsx';
import { RestoreFocus } from '../../components/restore-focus.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { strings } from '../../i18n/index.ts';
import { destinationName } from '../../lib/destination.ts';
import { readableId } from '../../lib/meeting-id.ts';
import { momentOf } from '../../lib/times.ts';
import { visibleTopic } from '../../lib/topic.ts';
import { now, times } from '../../state/clock.ts';
import type { BulkForm } from './bulk-form.ts';
import { TableSource } from './table/table-source.tsx';
import type { BulkTableHandle } from './table/use-bulk-table.ts';
import { useChoices } from './use-bulk-choices.ts';

const messages = strings.bulk;

export type BulkPartProps = { form: BulkForm; onChange: (changes: Partial<BulkForm>) => void };

/** The meetings: selected in a list, by title and date, or from a table. */
export function SelectMeetings({ form, onChange, table }: BulkPartProps & { table: BulkTableHandle }) {
  return (
    <Choice
      name="by"
      legend={messages.which}
      value={form.by}
      options={[
        { value: 'list', label: messages.byList, hint: messages.byListHint },
        { value: 'filter', label: messages.byFilter, hint: messages.byFilterHint },
        { value: 'table', label: messages.byTable, hint: messages.byTableHint },
      ]}
      onChoose={(by) => onChange({ by })}
    >
      {form.by === 'list' && <FromList form={form} onChange={onChange} />}
      {form.by === 'filter' && <ByFilter form={form} onChange={onChange} />}
      {form.by === 'table' && <TableSource kind={form.kind} handle={table} />}
    </Choice>
  );
}

function FromList({ form, onChange }: BulkPartProps) {
  const { meetings, failure, loading, hasMore, more } = useChoices(form.kind);
  const all = meetings.length > 0 && meetings.every(({ id }) => form.chosen.has(id));
  const toggle = (ids: string[], isChosen: boolean) => {
    const chosen = new Set(form.chosen);
    for (const id of ids) isChosen ? chosen.add(id) : chosen.delete(id);
    onChange({ chosen });
  };
  return (
    <div class="picks" aria-busy={loading}>
      {loading && meetings.length === 0 && <Skeleton label={strings.list.loading} />}
      {meetings.length > 0 && (
        <label class="tick">
          <input
            type="checkbox"
            checked={all}
            onChange={() =>
              toggle(
                meetings.map(({ id }) => id),
                !all,
              )
            }
          />
          {messages.chooseAll}
        </label>
      )}
      <ul class="rows">
        {meetings.map((meeting) => (
          <Pick
            kind={form.kind}
            key={meeting.id}
            meeting={meeting}
            isChosen={form.chosen.has(meeting.id)}
            onToggle={(isChosen) => toggle([meeting.id], isChosen)}
          />
        ))}
      </ul>
      {!loading && !failure && meetings.length === 0 && <p class="hint">{strings.list.empty.upcoming}</p>}
      {failure && (
        <RestoreFocus fallbackTarget={() => document.querySelector<HTMLElement>('.picks input')}>
          <FailureNote failure={failure} onRetry={more} />
        </RestoreFocus>
      )}
      {hasMore && meetings.length > 0 && !failure && (
        <RequestButton isBusy={loading} busyLabel={strings.list.moreLoading} onClick={more}>
          {strings.list.more}
        </RequestButton>
      )}
      <p class="hint" role="status">
        {messages.chosen(form.chosen.size, form.kind)}
      </p>
    </div>
  );
}

type PickProps = { kind: Kind; meeting: Meeting; isChosen: boolean; onToggle: (isChosen: boolean) => void };

function Pick({ kind, meeting, isChosen, onToggle }: PickProps) {
  const { id, topic, livestream, recurring } = meeting;
  const start = momentOf(meeting.start_time);
  const { dayName, timeOfDay } = times.value;
  const when = start ? `${dayName(start, now.peek())}, ${timeOfDay(start)}` : strings.list.noTime;
  const where = livestream?.configured ? destinationName(livestream.stream_url) : '';
  const details = [readableId(id), when, recurring && strings.list.recurring, where];
  return (
    <li>
      <label class="pick">
        <input
          type="checkbox"
          checked={isChosen}
          onChange={(event) => onToggle(event.currentTarget.checked)}
        />
        <span class="what">
          <strong>{visibleTopic(topic) || strings.list.untitled[kind]}</strong>
          <Facts class="small muted" facts={details} />
        </span>
      </label>
    </li>
  );
}

function ByFilter({ form, onChange }: BulkPartProps) {
  return (
    <div class="fields">
      <div class="field">
        <label for="words">{messages.words}</label>
        <input
          id="words"
          autocomplete="off"
          maxLength={200}
          aria-describedby="words-hint"
          value={form.words}
          onInput={(event) => onChange({ words: event.currentTarget.value })}
        />
        <p id="words-hint" class="hint">
          {messages.titleHint}
        </p>
      </div>
      <div class="pair">
        {(['from', 'to'] as const).map((each) => (
          <div key={each} class="field">
            <label for={each}>{messages[each]}</label>
            <input
              id={each}
              type="date"
              aria-describedby="dates-hint"
              value={form[each]}
              onInput={(event) => onChange({ [each]: event.currentTarget.value })}
            />
          </div>
        ))}
      </div>
      <p id="dates-hint" class="hint">
        {messages.datesHint} {strings.list.zone(times.value.zone)}
      </p>
    </div>
  );
}
