import type { Service } from '../../api/types.ts';
import { strings } from '../../i18n/index.ts';
import { destinationName } from '../../lib/destination.ts';

const messages = strings.destinations;

type PresetProps = {
  service: Service | undefined;
  services: Service[];
  onChoose: (service: Service) => void;
};

/** The service, and where to find its key. */
export function ServicePreset({ service, services, onChoose }: PresetProps) {
  const choose = (value: string) => {
    const chosen = services.find((each) => each.service === value);
    if (chosen) onChoose(chosen);
  };
  return (
    <div class="field">
      <label for="service">{messages.service}</label>
      <select
        id="service"
        value={service?.service ?? 'custom'}
        aria-describedby="service-hint"
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {services.map((each) => (
          <option key={each.service} value={each.service}>
            {messages.services[each.service]}
          </option>
        ))}
      </select>
      <p id="service-hint" class="hint">
        {service ? strings.server.keyHelp(service) : messages.serviceHint}{' '}
        {service?.key_url && (
          <a href={service.key_url} target="_blank" rel="noopener noreferrer">
            {messages.whereKey(messages.services[service.service])}
          </a>
        )}
      </p>
    </div>
  );
}

/** The service of this URL as far as the browser knows; the server decides. */
export function serviceOfAddress(streamUrl: string, services: readonly Service[]): Service | undefined {
  const custom = services.find(({ service }) => service === 'custom');
  if (streamUrl.trim() === '') return custom;
  const name = destinationName(streamUrl.trim());
  return services.find((each) => messages.services[each.service] === name) ?? custom;
}
