import type { Livestream } from '../../../api/types.ts';
import { ServiceIcon } from '../../../components/service-icon.tsx';
import { shownDestination, useDestinationNames } from '../../../state/destination-names.ts';

type LabelProps = { livestream: Livestream; iconSize?: number };

/** The destination by its icon and name, with its service or host if the name does not say that. */
export function DestinationLabel({ livestream, iconSize = 20 }: LabelProps) {
  useDestinationNames(livestream.destination_id);
  const { name, service, detail } = shownDestination(livestream);
  return (
    <span class="destination-label">
      <ServiceIcon service={service} size={iconSize} />
      <span>
        <strong>{name}</strong>
        {detail && <span class="muted"> · {detail}</span>}
      </span>
    </span>
  );
}
