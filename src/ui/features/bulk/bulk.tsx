import { useState } from 'preact/hooks';
import type { Destination } from '../../api/types.ts';
import { Choice } from '../../components/choice.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { RequestButton } from '../../components/request-button.tsx';
import { ScreenTitle } from '../../components/screen.tsx';
import { strings } from '../../i18n/index.ts';
import { visibleTopic } from '../../lib/topic.ts';
import { type BulkForm, bulkFields } from './bulk-form.ts';
import { BulkHistory } from './bulk-history.tsx';
import { BulkPreview } from './bulk-preview.tsx';
import { BulkSteps } from './bulk-steps.tsx';
import { DoneStep } from './done-step.tsx';
import { NewSettings } from './new-settings.tsx';
import { SelectMeetings } from './select-meetings.tsx';
import { useBulkForm } from './use-bulk-form.ts';

const messages = strings.bulk;

/** A bulk edit: select, settings, preview; and the list of earlier ones. */
export function BulkScreen() {
  const bulk = useBulkForm();
  const { previewed, values, destinations, back } = bulk;
  return (
    <>
      <div class="screen-head">
        <ScreenTitle title={messages.title} />
        {!previewed && <p class="lead">{messages.lead}</p>}
        <BulkSteps current={previewed ? ['preview'] : ['select', 'settings']} />
      </div>
      {previewed ? (
        <>
          <div class="done-steps">
            <DoneStep
              title={messages.steps.select}
              sentence={selectionSentence(values, previewed.rows.length)}
              onChange={back}
            />
            <DoneStep
              title={messages.steps.settings}
              sentence={settingsSentence(values, destinations ?? [])}
              onChange={back}
            />
          </div>
          <BulkPreview {...bulk} previewed={previewed} destinations={destinations ?? []} />
        </>
      ) : (
        <Form {...bulk} />
      )}
      {!previewed && <BulkHistory />}
    </>
  );
}

function Form(bulk: ReturnType<typeof useBulkForm>) {
  const { values, error, errors, failure, rejections, submitting, destinations, preselected } = bulk;
  const { handle, change, preview } = bulk;
  const [isReopened, setReopened] = useState(false);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    preview();
  };
  return (
    <form class="sheet bulk" onSubmit={submit} noValidate aria-busy={submitting}>
      {preselected && !isReopened ? (
        <DoneStep
          title={messages.steps.select}
          sentence={messages.chosenTitles(values.chosen.size, values.kind, preselected.map(visibleTopic))}
          onChange={() => setReopened(true)}
        />
      ) : (
        <>
          <Choice
            name="kind"
            legend={messages.kind}
            value={values.kind}
            options={[
              { value: 'meetings', label: strings.header.kinds.meetings },
              { value: 'webinars', label: strings.header.kinds.webinars },
            ]}
            onChoose={(kind) => change({ kind })}
          />
          <SelectMeetings form={values} onChange={change} table={handle} />
        </>
      )}
      {values.by !== 'table' && (
        <NewSettings form={values} onChange={change} errors={errors} destinations={destinations} />
      )}
      {error && (
        <p class="note note-bad" role="alert">
          {messages[error]}
        </p>
      )}
      {!error && failure && <FailureNote key={rejections} failure={failure} />}
      <p class="actions">
        <RequestButton type="submit" class="primary" isBusy={submitting} busyLabel={messages.previewing}>
          {messages.preview}
        </RequestButton>
      </p>
    </form>
  );
}

function selectionSentence({ by, kind, chosen, words, table }: BulkForm, found: number): string {
  if (by === 'list') return messages.chosen(chosen.size, kind);
  if (by === 'filter') return messages.filtered(found, kind, words.trim());
  return strings.bulkTable.readFrom(found, table?.name ?? '');
}

function settingsSentence(form: BulkForm, destinations: readonly Destination[]): string {
  if (form.by === 'table') return messages.fromTable;
  if (form.using === 'destination')
    return destinations.find(({ id }) => id === form.destinationId)?.name ?? messages.byDestination;
  return messages.settingsOf(bulkFields.filter((field) => form[field].trim() !== ''));
}
