import type { Check, Kind } from '../../../api/types.ts';
import { Link } from '../../../components/link.tsx';
import { LoadFailure } from '../../../components/load-failure.tsx';
import { ReconnectLink } from '../../../components/reconnect.tsx';
import { RequestButton } from '../../../components/request-button.tsx';
import { strings } from '../../../i18n/index.ts';
import { momentOf } from '../../../lib/times.ts';
import { now, times } from '../../../state/clock.ts';
import { meetingPath } from '../../../state/route.ts';
import { isPassed, openChecksOf } from './overall-result.ts';
import type { ReadinessState } from './use-readiness.ts';

const messages = strings.preflight;

type ReadinessProps = {
  kind: Kind;
  id: string;
  readiness: ReadinessState;
  /** Opens the form of the settings, if this page has one. */
  onOpenForm?: (field: string) => void;
};

/**
 * Whether the livestream will work. Problems come first, each with a link to fix it; passed checks
 * are folded.
 */
export function Readiness({ kind, id, readiness, onOpenForm }: ReadinessProps) {
  const { report, failure, loading, retry } = readiness;
  const checks = report && !failure ? report.checks : [];
  const passed = checks.filter(isPassed);
  const open = openChecksOf(checks);
  const here = meetingPath(kind, id);
  const linesOf = (shown: readonly Check[]) => (
    <ul class="checks">
      {shown.map((check) => (
        <CheckLine key={check.name} check={check} kind={kind} here={here} onOpenForm={onOpenForm} />
      ))}
    </ul>
  );
  return (
    <section
      class={open.length > 0 ? 'preflight preflight-open' : 'preflight'}
      aria-labelledby="preflight-title"
      aria-busy={loading}
    >
      <h2 id="preflight-title" class={open.length > 0 ? undefined : 'unseen'} tabIndex={-1}>
        {messages.title}
      </h2>
      {failure && <LoadFailure failure={failure} />}
      {open.length > 0 && linesOf(open)}
      {passed.length > 0 && (
        <details class="passed">
          <summary>{messages.passed(passed.length)}</summary>
          {linesOf(passed)}
        </details>
      )}
      <RequestButton
        class="quiet preflight-retry"
        isBusy={loading}
        busyLabel={messages.checking}
        onClick={retry}
      >
        {messages.retry}
      </RequestButton>
    </section>
  );
}

type FixProps = { here: string; onOpenForm: ReadinessProps['onOpenForm'] };

function CheckLine({ check, kind, ...fix }: FixProps & { check: Check; kind: Kind }) {
  return (
    <li class={`check-line check-${check.status}`}>
      <span class="check-head">
        <strong>{messages.names[check.name]}</strong>
        <span class="check-word">{messages.status[check.status]}</span>
      </span>
      {(!isPassed(check) || check.reason === 'not_overlapping') && (
        <span class="small">{strings.server.check(check, { kind, when })}</span>
      )}
      {check.fix_url && <Fix url={check.fix_url} name={messages.names[check.name]} {...fix} />}
    </li>
  );
}

function when(moment: string | undefined): string {
  const at = momentOf(moment);
  return at ? times.value.moment(at, now.peek()) : '';
}

/** A path belongs to this app. The path of the current page means its form. */
function Fix({ url, name, here, onOpenForm }: FixProps & { url: string; name: string }) {
  if (url === here && onOpenForm) {
    return (
      <button type="button" class="textual" onClick={() => onOpenForm('stream_url')}>
        {messages.fix.form}
        <span class="unseen"> ({name})</span>
      </button>
    );
  }
  if (url.startsWith('/')) {
    return (
      <Link to={url} class="small">
        {messages.fixFor(messages.fix.form, name)}
      </Link>
    );
  }
  if (url.startsWith(`${location.origin}/`)) {
    return (
      <ReconnectLink url={url} class="small">
        {messages.fix.reconnect}
        <span class="unseen"> ({name})</span>
      </ReconnectLink>
    );
  }
  return (
    <a class="small" href={url} target="_blank" rel="noopener noreferrer">
      {messages.fix.zoom}
      <span class="unseen"> ({name})</span>
    </a>
  );
}
