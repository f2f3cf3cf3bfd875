import { strings } from '../i18n/index.ts';
import type { PasteHandle } from './use-paste.ts';

const words = strings.paste;

/** What a paste put into other fields, with Undo; or the ways to read it, to choose from. */
export function PasteNote({ paste }: { paste: PasteHandle }) {
  const { moved, choice } = paste;
  return (
    <div role="status">
      {moved && (
        <div class="note">
          <p>{strings.apply.split}</p>
          <button type="button" onClick={paste.undo}>
            {words.undo}
          </button>
        </div>
      )}
      {choice && (
        <div class="note note-warn">
          <p>{words.chooseTitle}</p>
          {choice.readings.map((reading) => (
            <p key={`${reading.stream_url} ${reading.stream_key}`}>
              <button type="button" class="breaking" onClick={() => paste.choose(reading)}>
                {reading.stream_key === ''
                  ? words.urlOnly(reading.stream_url)
                  : words.urlAndKey(reading.stream_url, reading.stream_key)}
              </button>
            </p>
          ))}
        </div>
      )}
    </div>
  );
}
