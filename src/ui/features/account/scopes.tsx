import { strings } from '../../i18n/index.ts';
import { isGranted, uses } from '../../lib/scopes.ts';

const messages = strings.account;

/** Each permission with its purpose, and whether Zoom granted it. */
export function Scopes({ granted }: { granted: readonly string[] }) {
  if (granted.length === 0) return <p>{messages.scopesUnknown}</p>;
  const missing = uses.filter(([scope]) => !isGranted(granted, scope)).length;
  return (
    <>
      <p class={missing > 0 ? 'note note-warn' : undefined}>
        {missing > 0 ? messages.scopesMissing(missing) : messages.scopesAll}
      </p>
      <ul class="scopes">
        {uses.map(([scope, use]) => (
          <li key={scope} class={isGranted(granted, scope) ? 'granted' : 'missing'}>
            <span class="state">{isGranted(granted, scope) ? messages.granted : messages.missing}</span>
            <span>
              {use} <code class="mono small muted">{scope}</code>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
