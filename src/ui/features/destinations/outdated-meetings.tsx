import { useState } from 'preact/hooks';
import { api } from '../../api/client.ts';
import type { Destination, Kind } from '../../api/types.ts';
import { Link } from '../../components/link.tsx';
import { SelfRemovingButton } from '../../components/self-removing-button.tsx';
import { strings } from '../../i18n/index.ts';
import { outdatedPath } from '../../state/route.ts';
import { useQuery } from '../../state/use-query.ts';

const messages = strings.destinations;
const kinds: readonly Kind[] = ['meetings', 'webinars'];

type Used = { kind: Kind; current: boolean };

/** How many meetings and webinars still have a previous URL or key, without kinds that have none. */
function outdatedCounts(meetings: readonly Used[]): { kind: Kind; count: number }[] {
  return kinds
    .map((kind) => ({
      kind,
      count: meetings.filter((each) => each.kind === kind && !each.current).length,
    }))
    .filter(({ count }) => count > 0);
}

/** After a change of URL or key: offers to update the meetings that still have the previous ones. */
export function OutdatedMeetings({ destination }: { destination: Destination }) {
  const [isDismissed, setDismissed] = useState(false);
  const { value } = useQuery(() =>
    api.GET('/api/destinations/{id}/meetings', { params: { path: { id: destination.id } } }),
  );
  const counts = isDismissed ? [] : outdatedCounts(value?.meetings ?? []);
  const countOf = (wanted: Kind) => counts.find(({ kind }) => kind === wanted)?.count ?? 0;
  return (
    <div role="status" class="notices">
      {counts.length > 0 && (
        <div class="note">
          <p>{messages.updateToo(destination.name, countOf('meetings'), countOf('webinars'))}</p>
          <p class="actions">
            <PreviewLinks destination={destination} counts={counts} />
            <SelfRemovingButton
              fallbackTarget="add-destination"
              class="quiet"
              onClick={() => setDismissed(true)}
            >
              {messages.notNow}
            </SelfRemovingButton>
          </p>
        </div>
      )}
    </div>
  );
}

type LinksProps = { destination: Destination; meetings: readonly Used[] };

/** Links to the previews that update the outdated ones of these meetings. */
export function OutdatedLinks({ destination, meetings }: LinksProps) {
  const counts = outdatedCounts(meetings);
  if (counts.length === 0) return null;
  return (
    <p class="actions">
      <PreviewLinks destination={destination} counts={counts} />
    </p>
  );
}

type PreviewLinksProps = { destination: Destination; counts: { kind: Kind; count: number }[] };

/** One bulk edit changes one kind, so each kind has its own preview. */
function PreviewLinks({ destination, counts }: PreviewLinksProps) {
  return (
    <>
      {counts.map(({ kind, count }) => (
        <Link key={kind} to={outdatedPath(destination.id, kind)} class="button">
          {counts.length === 1 ? messages.previewUpdate : messages.previewUpdateOf(count, kind)}
        </Link>
      ))}
    </>
  );
}
