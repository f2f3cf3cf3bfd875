import { useEffect, useRef } from 'preact/hooks';
import { countsOf, isFinal, outlookOf } from '../bulk-form.ts';
import { BulkHistory } from '../parts/bulk-history.tsx';
import { BulkRows } from '../parts/bulk-rows.tsx';
import { BulkWhat } from '../parts/bulk-what.tsx';
import { BulkWhich } from '../parts/bulk-which.tsx';
import { Choice } from '../parts/choice.tsx';
import { FailureNote } from '../parts/failure.tsx';
import { ScreenTitle } from '../parts/screen.tsx';
import { strings } from '../strings.ts';
import { type Previewed, useBulkForm } from './use-bulk-form.ts';

const words = strings.bulk;

/** A bulk edit: select, preview, apply; and the list of earlier ones. */
export function BulkScreen() {
  const bulk = useBulkForm();
  if (bulk.previewed) return <Preview {...bulk} previewed={bulk.previewed} />;
  const { form, fault, failure, busy, change } = bulk;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    bulk.preview();
  };
  return (
    <>
      <div class="screen-head">
        <ScreenTitle title={words.title} />
        <p class="lead">{words.lead}</p>
      </div>
      <form class="sheet bulk" onSubmit={submit} noValidate aria-busy={busy}>
        <Choice
          name="kind"
          legend={words.kind}
          value={form.kind}
          options={[
            { value: 'meetings', label: strings.header.kinds.meetings },
            { value: 'webinars', label: strings.header.kinds.webinars },
          ]}
          onChoose={(kind) => change({ kind })}
        />
        <BulkWhich form={form} onChange={change} />
        <BulkWhat form={form} onChange={change} errors={bulk.errors} />
        {fault && (
          <p class="note note-bad" role="alert">
            {words[fault]}
          </p>
        )}
        {!fault && failure && <FailureNote key={bulk.refusals} failure={failure} />}
        <p class="actions">
          <button type="submit" class="primary" aria-disabled={busy}>
            {busy ? words.previewing : words.preview}
          </button>
        </p>
      </form>
      <BulkHistory />
    </>
  );
}

type PreviewProps = ReturnType<typeof useBulkForm> & { previewed: Previewed };

function Preview({ previewed, failure, refusals, busy, apply, back }: PreviewProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const { rows, kind, unchecked } = previewed;
  const cautions = words.cautions(
    rows.filter(({ warnings }) => warnings.length > 0).length,
    rows.filter(isFinal).length,
  );
  const counts = countsOf(rows);
  const isWorthIt = counts.would + counts.unknown > 0;
  return (
    <>
      <div class="screen-head">
        <h1 ref={heading} tabIndex={-1}>
          {words.previewTitle}
        </h1>
        <p class="lead">
          {rows.length === 0 ? words.noneFound : `${words.counts(counts)}. ${words.previewNote}`}
        </p>
        {(cautions || unchecked > 0) && (
          <p class="note">
            {cautions && `${cautions}. `}
            {unchecked > 0 && words.unchecked(unchecked, kind)}
          </p>
        )}
        {failure && <FailureNote key={refusals} failure={failure} />}
        <p class="actions">
          {isWorthIt && (
            <button type="button" class="primary" aria-disabled={busy} onClick={apply}>
              {busy ? words.applying : words.apply(counts, kind)}
            </button>
          )}
          <button type="button" onClick={back}>
            {words.back}
          </button>
        </p>
      </div>
      {rows.length > 0 && (
        <BulkRows
          rows={rows}
          label={words.previewTitle}
          wordOf={(row) => words.outlook[outlookOf(row)]}
          lookOf={(row) => (outlookOf(row) === 'cannot' ? 'failed' : outlookOf(row))}
        />
      )}
    </>
  );
}
