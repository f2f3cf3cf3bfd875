import { useEffect, useRef } from 'preact/hooks';
import type { Destination, Kind } from '../../api/types.ts';
import { FailureNote } from '../../components/failure.tsx';
import { RequestButton } from '../../components/request-button.tsx';
import { strings } from '../../i18n/index.ts';
import { countsOf, isFinal, outlookOf } from './bulk-form.ts';
import { BulkRows } from './bulk-rows.tsx';
import { groupsOf, type PreviewGroup } from './preview-groups.ts';
import type { useBulkForm } from './use-bulk-form.ts';

const messages = strings.bulk;

/** Up to this number of rows, all groups are open. */
const MAX_OPEN_ROWS = 20;

type PreviewProps = ReturnType<typeof useBulkForm> & {
  previewed: NonNullable<ReturnType<typeof useBulkForm>['previewed']>;
  destinations: readonly Destination[];
};

/** A dry run, grouped by what changes. Nothing has been changed yet. */
export function BulkPreview(props: PreviewProps) {
  const { previewed, destinations, failure, rejections, submitting, apply, back } = props;
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
    <section class="bulk-preview" aria-labelledby="preview-title">
      <h2 ref={heading} id="preview-title" tabIndex={-1}>
        {messages.previewTitle}
      </h2>
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
          <RequestButton class="primary" isBusy={submitting} busyLabel={messages.applying} onClick={apply}>
            {messages.apply(counts, kind)}
          </RequestButton>
        )}
        <button type="button" onClick={back}>
          {messages.back}
        </button>
      </p>
      <div class="preview-groups">
        {groupsOf(rows, destinations).map((group) => (
          <Group key={group.key} group={group} kind={kind} isOpen={rows.length <= MAX_OPEN_ROWS} />
        ))}
      </div>
    </section>
  );
}

function Group({ group, kind, isOpen }: { group: PreviewGroup; kind: Kind; isOpen: boolean }) {
  const title = messages.group(group, kind);
  const facts = [messages.settingsOf(group.fields), messages.cautions(group.warned, group.final)].filter(
    Boolean,
  );
  return (
    <details class={`preview-group is-${group.outlook}`} open={isOpen || group.outlook === 'cannot'}>
      <summary>
        <strong>{title}</strong>
        {facts.length > 0 && <span class="small muted"> {facts.join(' · ')}</span>}
      </summary>
      <BulkRows
        rows={group.rows}
        label={title}
        wordOf={(row) => messages.outlook[outlookOf(row)]}
        statusClassOf={(row) => (outlookOf(row) === 'cannot' ? 'failed' : outlookOf(row))}
      />
    </details>
  );
}
