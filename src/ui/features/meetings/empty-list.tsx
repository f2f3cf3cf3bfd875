import type { Kind, ListType } from '../../api/types.ts';
import { Link } from '../../components/link.tsx';
import { strings } from '../../i18n/index.ts';
import { listPath } from '../../state/route.ts';

const messages = strings.list;

/** Zoom's pages for scheduling. */
const SCHEDULE: Record<Kind, string> = {
  meetings: 'https://zoom.us/meeting/schedule',
  webinars: 'https://zoom.us/webinar/schedule',
};

/** What to do first if the list has no rows. */
export function EmptyList({ kind, type }: { kind: Kind; type: ListType }) {
  if (type !== 'upcoming')
    return (
      <div class="empty">
        <p>{messages.empty[type]}</p>
        <p>
          <Link to={listPath(kind)}>{messages.toUpcoming}</Link>
        </p>
      </div>
    );
  return (
    <div class="empty">
      <h2>{messages.emptyTitle[kind]}</h2>
      <p>{messages.empty.upcoming}</p>
      <p class="actions">
        <a class="button primary" href={SCHEDULE[kind]} target="_blank" rel="noopener noreferrer">
          {messages.schedule[kind]}
          <span aria-hidden="true">&nbsp;↗</span>
          <span class="unseen"> {messages.newTab}</span>
        </a>
        <Link to="/destinations" class="button">
          {messages.addDestination}
        </Link>
      </p>
    </div>
  );
}
