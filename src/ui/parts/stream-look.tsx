import type { Kind } from '../api.ts';
import { captions, type Look, layouts } from '../going-live.ts';
import type { GoingLive } from '../screens/use-going-live.ts';
import { strings } from '../strings.ts';

const words = strings.live;

/** Zoom's settings of a stream: all of them before it starts; of a meeting, layout and captions while it runs. */
export function StreamLook({ kind, stream }: { kind: Kind; stream: GoingLive }) {
  const { live, look, setLook, busy } = stream;
  const isLive = live.status === 'live';
  if (isLive && kind === 'webinars') return null;
  const change = (part: Partial<Look>) => setLook({ ...look, ...part });
  return (
    <details class="look">
      <summary>{words.how}</summary>
      <div class="look-fields">
        {kind === 'meetings' && <Picture look={look} onChange={change} />}
        {!isLive && <Names look={look} onChange={change} />}
        {isLive && (
          <p>
            <button type="button" aria-disabled={busy !== null} onClick={stream.change}>
              {busy === 'mode' ? words.changing : words.change}
            </button>
          </p>
        )}
      </div>
    </details>
  );
}

type PartProps = { look: Look; onChange: (part: Partial<Look>) => void };

function Picture({ look, onChange }: PartProps) {
  return (
    <>
      <div class="field">
        <label for="air-layout">{words.layout}</label>
        <select
          id="air-layout"
          value={look.layout}
          onChange={({ currentTarget }) => onChange({ layout: currentTarget.value as Look['layout'] })}
        >
          {layouts.map((each) => (
            <option key={each} value={each}>
              {words.layouts[each]}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="air-captions">{words.captions}</label>
        <select
          id="air-captions"
          value={look.captions}
          onChange={({ currentTarget }) => onChange({ captions: currentTarget.value as Look['captions'] })}
        >
          {captions.map((each) => (
            <option key={each} value={each}>
              {words.captionKinds[each]}
            </option>
          ))}
        </select>
      </div>
    </>
  );
}

function Names({ look, onChange }: PartProps) {
  return (
    <>
      <div class="field">
        <label for="air-name">{words.displayName}</label>
        <input
          id="air-name"
          autocomplete="off"
          maxLength={50}
          aria-describedby="air-name-hint"
          value={look.displayName}
          onInput={({ currentTarget }) => onChange({ displayName: currentTarget.value })}
        />
        <p id="air-name-hint" class="hint">
          {words.displayNameHint}
        </p>
      </div>
      <label class="tick">
        <input
          type="checkbox"
          checked={look.showsSpeaker}
          onChange={() => onChange({ showsSpeaker: !look.showsSpeaker })}
        />
        {words.speakerName}
      </label>
    </>
  );
}
