import { type KnownService, SERVICE_HOSTS } from '../../service-hosts.ts';

/** The names of the services, which are the same in every language. */
export const serviceNames = Object.fromEntries(
  SERVICE_HOSTS.map(({ service, name }) => [service, name]),
) as Record<KnownService, string>;
