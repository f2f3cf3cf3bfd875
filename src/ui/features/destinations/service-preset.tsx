import type { Service } from '../../api/types.ts';
import { strings } from '../../i18n/index.ts';
import { destinationName } from '../../lib/destination.ts';

const words = strings.destinations;

type PresetProps = {
  service: Service | undefined;
  services: Service[];
  onChoose: (service: Service) => void;
};

/** The service, and where it shows the key. */
export function ServicePreset({ service, services, onChoose }: PresetProps) {
  const choose = (value: string) => {
    const chosen = services.find((each) => each.service === value);
    if (chosen) onChoose(chosen);
  };
  return (
    <div class="field">
      <label for="service">{words.service}</label>
      <select
        id="service"
        value={service?.service ?? 'custom'}
        aria-describedby="service-hint"
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {services.map((each) => (
          <option key={each.service} value={each.service}>
            {words.services[each.service]}
          </option>
        ))}
      </select>
      <p id="service-hint" class="hint">
        {service ? strings.server.keyHelp(service) : words.serviceHint}{' '}
        {service?.key_url && (
          <a href={service.key_url} target="_blank" rel="noopener noreferrer">
            {words.whereKey(words.services[service.service])}
          </a>
        )}
      </p>
    </div>
  );
}

/** The service whose address this is, as far as the browser can tell; the server tells for good. */
export function serviceOfAddress(streamUrl: string, services: readonly Service[]): Service | undefined {
  const custom = services.find(({ service }) => service === 'custom');
  if (streamUrl.trim() === '') return custom;
  const name = destinationName(streamUrl.trim());
  return services.find((each) => words.services[each.service] === name) ?? custom;
}
