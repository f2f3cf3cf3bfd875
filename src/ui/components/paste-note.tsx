import { strings } from '../i18n/index.ts';
import type { PasteHandle } from './use-paste.ts';

const messages = strings.paste;

/** Reports what a paste put into other fields, with Undo; or offers the possible readings. */
export function PasteNote({ paste }: { paste: PasteHandle }) {
  const { moved, choice } = paste;
  return (
    <div role="status">
      {moved && (
        <div class="note">
          <p>{strings.apply.split}</p>
          <button type="button" onClick={paste.undo}>
            {messages.undo}
          </button>
        </div>
      )}
      {choice && (
        <div class="note note-warn">
          <p>{messages.chooseTitle}</p>
          {choice.readings.map((reading) => (
            <p key={`${reading.stream_url} ${reading.stream_key}`}>
              <button type="button" class="breaking" onClick={() => paste.choose(reading)}>
                {reading.stream_key === ''
                  ? messages.urlOnly(reading.stream_url)
                  : messages.urlAndKey(reading.stream_url, reading.stream_key)}
              </button>
            </p>
          ))}
        </div>
      )}
    </div>
  );
}
