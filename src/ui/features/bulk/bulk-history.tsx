import { Facts } from '../../components/facts.tsx';
import { Link } from '../../components/link.tsx';
import { strings } from '../../i18n/index.ts';
import { momentOf } from '../../lib/times.ts';
import { now, times } from '../../state/clock.ts';
import { bulkPath } from '../../state/route.ts';
import { useBulkHistory } from './use-bulk-history.ts';

const messages = strings.bulk;

/** The bulk edits of the last 30 days, newest first; renders nothing for an empty list. */
export function BulkHistory() {
  const bulkUpdates = useBulkHistory();
  const { dayName, timeOfDay } = times.value;
  if (bulkUpdates.length === 0) return null;
  return (
    <section class="recent" aria-labelledby="recent-title">
      <h2 id="recent-title">{messages.recent}</h2>
      <p class="hint">{messages.recentHint}</p>
      <ul class="rows">
        {bulkUpdates.map((bulkUpdate) => {
          const { id, created_at: createdAt, status, done, failed, total } = bulkUpdate;
          const at = momentOf(createdAt);
          const others = status === 'done' || status === 'cancelled' ? total - done - failed : 0;
          return (
            <li key={id} class="recent-item">
              <Link to={bulkPath(id)}>{messages.about(bulkUpdate)}</Link>
              {bulkUpdate.topics.length > 0 && (
                <span class="small block">{messages.aboutTopics(bulkUpdate.topics, total)}</span>
              )}
              <Facts
                class="small muted"
                facts={[
                  at && `${dayName(at, now.value)}, ${timeOfDay(at)}`,
                  messages.status[status],
                  messages.summary(done, failed, others),
                ]}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}
