import type { Kind } from '../../../api/types.ts';
import { RequestButton } from '../../../components/request-button.tsx';
import { strings } from '../../../i18n/index.ts';
import { type Appearance, captions, layouts } from './status-update.ts';
import type { GoLive } from './use-go-live.ts';

const messages = strings.live;

/**
 * Zoom's settings of a stream: all of them before it starts; layout and captions of a meeting while
 * it runs.
 */
export function StreamAppearance({ kind, stream }: { kind: Kind; stream: GoLive }) {
  const { live, appearance, setAppearance, busy } = stream;
  const isLive = live.status === 'live';
  if (isLive && kind === 'webinars') return null;
  const change = (part: Partial<Appearance>) => setAppearance({ ...appearance, ...part });
  return (
    <details class="look">
      <summary>{messages.how}</summary>
      <div class="look-fields">
        {kind === 'meetings' && <Picture appearance={appearance} onChange={change} />}
        {!isLive && <Names appearance={appearance} onChange={change} />}
        {isLive && (
          <p>
            <RequestButton isBlocked={busy !== null} busyLabel={messages.changing} onClick={stream.change}>
              {messages.change}
            </RequestButton>
          </p>
        )}
      </div>
    </details>
  );
}

type PartProps = { appearance: Appearance; onChange: (part: Partial<Appearance>) => void };

function Picture({ appearance, onChange }: PartProps) {
  return (
    <>
      <div class="field">
        <label for="air-layout">{messages.layout}</label>
        <select
          id="air-layout"
          value={appearance.layout}
          onChange={({ currentTarget }) => onChange({ layout: currentTarget.value as Appearance['layout'] })}
        >
          {layouts.map((each) => (
            <option key={each} value={each}>
              {messages.layouts[each]}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="air-captions">{messages.captions}</label>
        <select
          id="air-captions"
          value={appearance.captions}
          onChange={({ currentTarget }) =>
            onChange({ captions: currentTarget.value as Appearance['captions'] })
          }
        >
          {captions.map((each) => (
            <option key={each} value={each}>
              {messages.captionKinds[each]}
            </option>
          ))}
        </select>
      </div>
    </>
  );
}

function Names({ appearance, onChange }: PartProps) {
  return (
    <>
      <div class="field">
        <label for="air-name">{messages.displayName}</label>
        <input
          id="air-name"
          autocomplete="off"
          maxLength={50}
          aria-describedby="air-name-hint"
          value={appearance.displayName}
          onInput={({ currentTarget }) => onChange({ displayName: currentTarget.value })}
        />
        <p id="air-name-hint" class="hint">
          {messages.displayNameHint}
        </p>
      </div>
      <label class="tick">
        <input
          type="checkbox"
          checked={appearance.showsSpeaker}
          onChange={() => onChange({ showsSpeaker: !appearance.showsSpeaker })}
        />
        {messages.speakerName}
      </label>
    </>
  );
}
