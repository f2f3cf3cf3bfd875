import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { strings } from '../strings.ts';
import { FailureNote } from './failure.tsx';
import { Skeleton } from './skeleton.tsx';

/**
 * A screen whose script comes when it is first opened, so that the first page stays small. A script that did
 * not come is asked for again by loading the page: a browser remembers the failure of an import.
 */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  let loaded: ComponentType<Props> | null = null;
  return function Later(props: Props) {
    const [Screen, setScreen] = useState(() => loaded);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (loaded) return;
      load().then(
        (screen) => {
          loaded = screen;
          setScreen(() => screen);
        },
        () => setFailed(true),
      );
    }, []);
    if (Screen) return <Screen {...props} />;
    if (failed) return <FailureNote failure={{ kind: 'unreachable' }} onRetry={() => location.reload()} />;
    return <Skeleton label={strings.opening} />;
  };
}
