import { useEffect, useRef } from 'preact/hooks';
import { Choice } from '../../components/choice.tsx';
import { FailureNote } from '../../components/failure.tsx';
import { ScreenTitle } from '../../components/screen.tsx';
import { strings } from '../../i18n/index.ts';
import { countsOf, isFinal, outlookOf } from './bulk-form.ts';
import { BulkHistory } from './bulk-history.tsx';
import { BulkRows } from './bulk-rows.tsx';
import { NewSettings } from './new-settings.tsx';
import { SelectMeetings } from './select-meetings.tsx';
import { type Previewed, useBulkForm } from './use-bulk-form.ts';

const messages = strings.bulk;

/** A bulk edit: select, preview, apply; and the list of earlier ones. */
export function BulkScreen() {
  const bulk = useBulkForm();
  if (bulk.previewed) return <Preview {...bulk} previewed={bulk.previewed} />;
  const { values, error, errors, failure, rejections, submitting, change } = bulk;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    bulk.preview();
  };
  return (
    <>
      <div class="screen-head">
        <ScreenTitle title={messages.title} />
        <p class="lead">{messages.lead}</p>
      </div>
      <form class="sheet bulk" onSubmit={submit} noValidate aria-busy={submitting}>
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
        <SelectMeetings form={values} onChange={change} />
        <NewSettings form={values} onChange={change} errors={errors} />
        {error && (
          <p class="note note-bad" role="alert">
            {messages[error]}
          </p>
        )}
        {!error && failure && <FailureNote key={rejections} failure={failure} />}
        <p class="actions">
          <button type="submit" class="primary" aria-disabled={submitting}>
            {submitting ? messages.previewing : messages.preview}
          </button>
        </p>
      </form>
      <BulkHistory />
    </>
  );
}

type PreviewProps = ReturnType<typeof useBulkForm> & { previewed: Previewed };

function Preview({ previewed, failure, rejections, submitting, apply, back }: PreviewProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { rows, kind, unchecked } = previewed;
  const cautions = messages.cautions(
    rows.filter(({ warnings }) => warnings.length > 0).length,
    rows.filter(isFinal).length,
  );
  const counts = countsOf(rows);
  const isWorthIt = counts.would + counts.unknown > 0;
  return (
    <>
      <div class="screen-head">
        <h1 ref={heading} tabIndex={-1}>
          {messages.previewTitle}
        </h1>
        <p class="lead">
          {rows.length === 0 ? messages.noneFound : `${messages.counts(counts)}. ${messages.previewNote}`}
        </p>
        {(cautions || unchecked > 0) && (
          <p class="note">
            {cautions && `${cautions}. `}
            {unchecked > 0 && messages.unchecked(unchecked, kind)}
          </p>
        )}
        {failure && <FailureNote key={rejections} failure={failure} />}
        <p class="actions">
          {isWorthIt && (
            <button type="button" class="primary" aria-disabled={submitting} onClick={apply}>
              {submitting ? messages.applying : messages.apply(counts, kind)}
            </button>
          )}
          <button type="button" onClick={back}>
            {messages.back}
          </button>
        </p>
      </div>
      {rows.length > 0 && (
        <BulkRows
          rows={rows}
          label={messages.previewTitle}
          wordOf={(row) => messages.outlook[outlookOf(row)]}
          statusClassOf={(row) => (outlookOf(row) === 'cannot' ? 'failed' : outlookOf(row))}
        />
      )}
    </>
  );
}
