import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { FailureNote } from '../components/failure.tsx';
import { Skeleton } from '../components/skeleton.tsx';
import { strings } from '../i18n/index.ts';
import { isReplaced } from '../lib/is-replaced.ts';

type LoadError = 'updated' | 'unreachable';

/**
 * A screen whose code is loaded when it is first opened, which keeps the first page small. After a
 * failed load, the page must be reloaded: browsers cache a failed import.
 */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  let loaded: ComponentType<Props> | null = null;
  return function Lazy(props: Props) {
    const [Screen, setScreen] = useState(() => loaded);
    const [error, setError] = useState<LoadError | null>(null);
    useEffect(() => {
      if (loaded) return;
      let isShown = true;
      load().then(
        (screen) => {
          loaded = screen;
          setScreen(() => screen);
        },
        async () => {
          const reason = (await isReplaced()) ? 'updated' : 'unreachable';
          if (isShown) setError(reason);
        },
      );
      return () => {
        isShown = false;
      };
    }, []);
    if (Screen) return <Screen {...props} />;
    if (error === 'updated') return <Updated />;
    if (error) return <FailureNote failure={{ kind: 'unreachable' }} onRetry={() => location.reload()} />;
    return (
      // As high as a screen, so that the footer does not move through the view.
      <div class="loading-screen">
        <Skeleton label={strings.opening} />
      </div>
    );
  };
}

/** Shown when this page's version has been replaced since it was loaded. */
function Updated() {
  return (
    <div class="note" role="alert">
      <p>{strings.updated.title}</p>
      <button type="button" class="primary" onClick={() => location.reload()}>
        {strings.updated.action}
      </button>
    </div>
  );
}
