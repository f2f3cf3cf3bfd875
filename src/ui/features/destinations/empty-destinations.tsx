import type { Service } from '../../api/types.ts';
import { ServiceIcon } from '../../components/service-icon.tsx';
import { strings } from '../../i18n/index.ts';

const messages = strings.destinations;

/** Services that most hosts use, each with a URL that is the same for all users. */
const COMMON: readonly Service['service'][] = ['youtube', 'twitch', 'facebook', 'vimeo', 'restream'];

type EmptyProps = { services: readonly Service[]; onAdd: (service: Service) => void };

/** What a destination is good for, and the first step: the service. */
export function EmptyDestinations({ services, onAdd }: EmptyProps) {
  const common = services.filter(({ service, stream_urls }) => COMMON.includes(service) && stream_urls[0]);
  return (
    <div class="empty empty-destinations">
      <h2>{messages.empty}</h2>
      <ol>
        {messages.emptySteps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p class="actions">
        {common.map((each) => (
          <button key={each.service} type="button" class="with-icon" onClick={() => onAdd(each)}>
            <ServiceIcon service={each.service} />
            {messages.addService(messages.services[each.service])}
          </button>
        ))}
      </p>
    </div>
  );
}
