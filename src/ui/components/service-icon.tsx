import type { Destination } from '../api/types.ts';
import { glyphOf } from '../lib/service-glyphs.ts';

type IconProps = { service: Destination['service']; size?: number };

/** The symbol of a streaming service. Decorative: the name of the service or destination is beside it. */
export function ServiceIcon({ service, size = 20 }: IconProps) {
  const { colour, path, filled } = glyphOf(service);
  return (
    <svg
      class={filled ? 'service-icon service-icon-filled' : 'service-icon'}
      viewBox="0 0 20 20"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
    >
      <rect x="0.5" y="0.5" width="19" height="19" rx="5" fill={colour} />
      <path d={path} />
    </svg>
  );
}
