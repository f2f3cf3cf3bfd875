import { api } from '../../api/client.ts';
import type { Destination, Kind } from '../../api/types.ts';
import { Link } from '../../components/link.tsx';
import { strings } from '../../i18n/index.ts';
import { outdatedPath } from '../../state/route.ts';
import { useQuery } from '../../state/use-query.ts';

const messages = strings.destinations;
const kinds: readonly Kind[] = ['meetings', 'webinars'];

/**
 * After a change of URL or key: the meetings that still have the previous ones, and a link to
 * update them.
 */
export function OutdatedMeetings({ destination }: { destination: Destination }) {
  const { value } = useQuery(() =>
    api.GET('/api/destinations/{id}/meetings', { params: { path: { id: destination.id } } }),
  );
  const outdated = value?.meetings.filter(({ current }) => !current) ?? [];
  const counts = kinds
    .map((kind) => ({ kind, count: outdated.filter((meeting) => meeting.kind === kind).length }))
    .filter(({ count }) => count > 0);
  return (
    <div role="status" class="notices">
      {counts.map(({ kind, count }) => (
        <p key={kind} class="note">
          {messages.outdated(count, kind)}{' '}
          <Link to={outdatedPath(destination.id, kind)}>{messages.updateOutdated(count, kind)}</Link>
        </p>
      ))}
    </div>
  );
}
