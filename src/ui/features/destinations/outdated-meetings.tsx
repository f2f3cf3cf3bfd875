import { api } from '../../api/client.ts';
import type { Destination, Kind } from '../../api/types.ts';
import { Link } from '../../components/link.tsx';
import { strings } from '../../i18n/index.ts';
import { outdatedPath } from '../../state/route.ts';
import { useQuery } from '../../state/use-query.ts';

const words = strings.destinations;
const kinds: readonly Kind[] = ['meetings', 'webinars'];

/** After a change of URL or key: which meetings still have the previous ones, and the way to update them. */
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
          {words.outdated(count, kind)}{' '}
          <Link to={outdatedPath(destination.id, kind)}>{words.updateOutdated(count, kind)}</Link>
        </p>
      ))}
    </div>
  );
}
