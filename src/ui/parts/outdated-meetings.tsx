import type { Destination, Kind } from '../api.ts';
import { api } from '../client.ts';
import { outdatedPath } from '../route.ts';
import { useAnswer } from '../screens/use-answer.ts';
import { strings } from '../strings.ts';
import { Link } from './link.tsx';

const words = strings.destinations;
const kinds: readonly Kind[] = ['meetings', 'webinars'];

/** After a change of URL or key: which meetings still have the previous ones, and the way to update them. */
export function OutdatedMeetings({ destination }: { destination: Destination }) {
  const { value } = useAnswer(() =>
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
