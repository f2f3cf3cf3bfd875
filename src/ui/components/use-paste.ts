import { useRef, useState } from 'preact/hooks';
import { api, resultFor } from '../api/client.ts';
import type { ParsedPaste } from '../api/types.ts';
import { strings } from '../i18n/index.ts';
import {
  choicesOf,
  type Parts,
  type PasteField,
  type PasteValues,
  partsOf,
  pasteFields,
  untouchedParts,
} from '../lib/paste.ts';
import { announce } from '../state/announce.ts';

export type PasteHandle = ReturnType<typeof usePaste>;

type Moved = { before: PasteValues; after: PasteValues };
type Choice = { text: string; pasted: PasteValues; readings: Pick<ParsedPaste, PasteField>[] };

/**
 * Splits text that is pasted into one of the three fields, as the server parses it. The user can
 * undo the split, and chooses if the server is not certain. `onRead` is called after each parsed
 * paste.
 */
export function usePaste(values: PasteValues, apply: (parts: Parts) => void, onRead?: () => void) {
  const latest = useRef(values);
  latest.current = values;
  const [moved, setMoved] = useState<Moved | null>(null);
  const [choice, setChoice] = useState<Choice | null>(null);
  /** A URL that the user wants unchanged: it is not split again. */
  const pastedWhole = useRef('');
  const runs = useRef(0);

  const move = (parts: Parts, pasted: PasteValues) => {
    const now = snapshot(latest.current);
    const untouched = untouchedParts(parts, pasted, now);
    const after = { ...now, ...untouched };
    if (pasteFields.every((field) => now[field] === after[field])) return;
    apply(untouched);
    setMoved({ before: { ...now, ...untouchedParts(pasted, pasted, now) }, after });
    announce(strings.apply.split);
  };

  const onPaste = async (event: ClipboardEvent): Promise<void> => {
    const input = event.target;
    const text = event.clipboardData?.getData('text') ?? '';
    if (!(input instanceof HTMLInputElement) || !isPasteField(input.name) || text.trim() === '') return;
    const field = input.name;
    const run = ++runs.current;
    setMoved(null);
    setChoice(null);
    // The browser inserts the text after this event.
    await new Promise((resolve) => setTimeout(resolve));
    const pasted = { ...snapshot(latest.current), [field]: input.value };
    const response = await resultFor(api.POST('/api/destinations/parse', { body: { [field]: text } }));
    if (!response.ok || run !== runs.current) return;
    const readings = choicesOf(response.value);
    if (readings.length > 1 && latest.current[field] === pasted[field]) {
      setChoice({ text, pasted, readings });
      announce(strings.paste.chooseTitle);
    } else move(partsOf(text, response.value), pasted);
    onRead?.();
  };

  return {
    moved: moved !== null && isSame(moved.after, values) ? moved : null,
    choice,
    onPaste,
    isPastedWhole: (url: string) => pastedWhole.current !== '' && url.trim() === pastedWhole.current,
    /** Reports values that were moved without a paste. */
    recordMove: (before: PasteValues, after: PasteValues) =>
      setMoved({ before: snapshot(before), after: snapshot(after) }),
    undo: () => {
      if (!moved) return;
      pastedWhole.current = moved.before.stream_url.trim();
      apply(moved.before);
      setMoved(null);
      announce(strings.paste.undone);
      onRead?.();
    },
    choose: (reading: Pick<ParsedPaste, PasteField>) => {
      if (!choice) return;
      if (reading.stream_key === '') pastedWhole.current = reading.stream_url.trim();
      const { stream_url, stream_key, page_url } = reading;
      const parts = Object.entries({ stream_url, stream_key, page_url }).filter(([, value]) => value !== '');
      setChoice(null);
      move(Object.fromEntries(parts), choice.pasted);
      onRead?.();
    },
  };
}

function isPasteField(name: string): name is PasteField {
  return (pasteFields as readonly string[]).includes(name);
}

function snapshot({ stream_url, stream_key, page_url }: PasteValues): PasteValues {
  return { stream_url, stream_key, page_url };
}

function isSame(one: PasteValues, other: PasteValues): boolean {
  return pasteFields.every((field) => one[field] === other[field]);
}
