import type { Warning } from '../api/types.ts';
import { strings } from '../i18n/index.ts';

type WarningsProps = { warnings: Warning[]; field: Warning['field']; onUse: (warning: Warning) => void };

/** The warnings about a field before it is saved, each with a button for its suggestion. */
export function Warnings({ warnings, field, onUse }: WarningsProps) {
  const own = warnings.filter((warning) => warning.field === field);
  return (
    <div role="status">
      {own.map((warning) => (
        <div key={warning.code} class="note note-warn">
          <p>{strings.server.warning(warning)}</p>
          {warning.suggestion !== undefined && (
            <button type="button" class="breaking" onClick={() => onUse(warning)}>
              {strings.destinations.useSuggestion(warning.suggestion)}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
