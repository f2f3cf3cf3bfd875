import { useState } from 'preact/hooks';
import { api, resultFor } from '../../api/client.ts';
import type { Service, Warning } from '../../api/types.ts';
import { usePaste } from '../../components/use-paste.ts';
import { strings } from '../../i18n/index.ts';
import { untouchedParts } from '../../lib/paste.ts';
import { announce } from '../../state/announce.ts';
import {
  addressFor,
  afterParsing,
  type DestinationFormAction,
  type DestinationFormState,
  type DestinationValues,
} from './destination-form.ts';

type Parsed = { values: DestinationValues; warnings: Warning[] };

/** Has the server parse the fields: it splits a URL that contains the key, and returns warnings. */
export function useParsedFields(
  latest: { readonly current: DestinationFormState },
  dispatch: (action: DestinationFormAction) => void,
  isMounted: { readonly current: boolean },
) {
  const [warnings, setWarnings] = useState<Warning[]>([]);
  const paste = usePaste(
    latest.current.values,
    (changes) => dispatch({ type: 'edit', changes }),
    () => parseSoon(),
  );

  /** Without a response, the fields stay unchanged. */
  const parse = async (values: DestinationValues): Promise<Parsed> => {
    const { stream_url, stream_key, page_url } = values;
    if (!stream_url && !stream_key && !page_url) {
      setWarnings([]);
      return { values, warnings: [] };
    }
    const body = { stream_url, stream_key, page_url };
    const response = await resultFor(api.POST('/api/destinations/parse', { body }));
    if (!response.ok || !isMounted.current) return { values, warnings: [] };
    const mayFillKey = latest.current.base === null && !paste.isPastedWhole(stream_url);
    const { values: parsed, isSplit } = afterParsing(values, response.value, mayFillKey);
    if (isSplit) {
      const now = latest.current.values;
      announce(strings.destinations.split);
      paste.recordMove(values, { ...now, ...untouchedParts(parsed, values, now) });
    }
    dispatch({ type: 'fill', changes: parsed, since: values });
    setWarnings(response.value.warnings);
    return { values: parsed, warnings: response.value.warnings };
  };

  /** Deferred, because the field gets its new value after this event. */
  const parseSoon = () => setTimeout(() => parse(latest.current.values));

  const fill = (changes: Partial<DestinationValues>) => {
    dispatch({ type: 'fill', changes });
    parse({ ...latest.current.values, ...changes });
  };

  const chooseService = (service: Service, services: readonly Service[]) =>
    fill({ stream_url: addressFor(service, latest.current.values.stream_url, services) });

  const suggest = ({ field, suggestion }: Warning) =>
    suggestion !== undefined && fill({ [field]: suggestion });

  return { warnings, paste, parse, parseSoon, chooseService, suggest };
}
