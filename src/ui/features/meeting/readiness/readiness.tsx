import type { Check, Kind } from '../../../api/types.ts';
import { Link } from '../../../components/link.tsx';
import { LoadFailure } from '../../../components/load-failure.tsx';
import { ReconnectLink } from '../../../components/reconnect.tsx';
import { strings } from '../../../i18n/index.ts';
import { momentOf } from '../../../lib/times.ts';
import { now, times } from '../../../state/clock.ts';
import { meetingPath } from '../../../state/route.ts';
import { overallResultOf } from './overall-result.ts';
import { useReadiness } from './use-readiness.ts';

const messages = strings.preflight;

type ReadinessProps = { kind: Kind; id: string; etag: string };

/** Whether the livestream will work: each check with its result and a link to fix it. */
export function Readiness({ kind, id, etag }: ReadinessProps) {
  const { report, failure, loading, retry } = useReadiness(kind, id, etag);
  return (
    <section class="present preflight" aria-labelledby="preflight-title" aria-busy={loading}>
      <h2 id="preflight-title">{messages.title}</h2>
      {report && !failure && (
        <p class={report.ready ? 'overall-result' : 'overall-result overall-result-problem'}>
          {overallResultOf(report.checks)}
        </p>
      )}
      {!report && loading && <p class="small muted">{messages.loading}</p>}
      {failure && <LoadFailure failure={failure} />}
      {report && !failure && (
        <ul class="checks">
          {report.checks.map((check) => (
            <CheckLine key={check.name} check={check} kind={kind} here={meetingPath(kind, id)} />
          ))}
        </ul>
      )}
      <p>
        <button type="button" aria-disabled={loading} onClick={() => loading || retry()}>
          {loading ? messages.checking : messages.retry}
        </button>
      </p>
    </section>
  );
}

function CheckLine({ check, kind, here }: { check: Check; kind: Kind; here: string }) {
  return (
    <li class={`check-line check-${check.status}`}>
      <span class="check-head">
        <strong>{messages.names[check.name]}</strong>
        <span class="check-word">{messages.status[check.status]}</span>
      </span>
      {(check.status !== 'ok' || check.fix_url || check.name === 'series') && (
        <span class="small">{strings.server.check(check, { kind, when })}</span>
      )}
      {check.fix_url && <Fix url={check.fix_url} name={messages.names[check.name]} here={here} />}
    </li>
  );
}

function when(moment: string | undefined): string {
  const at = momentOf(moment);
  return at ? times.value.moment(at, now.peek()) : '';
}

/** A path belongs to this app. The path of the current page means its form. */
function Fix({ url, name, here }: { url: string; name: string; here: string }) {
  if (url === here) {
    return (
      <button type="button" class="textual" onClick={() => document.getElementById('stream_url')?.focus()}>
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
