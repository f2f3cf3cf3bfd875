import { strings } from '../../i18n/index.ts';

/** As high as the rows that replace it, so that nothing in view moves. */
export function ListSkeleton() {
  return (
    <div class="loading-screen list-skeleton">
      <p class="unseen">{strings.list.loading}</p>
      <div aria-hidden="true">
        {[1, 2, 3, 4, 5, 6].map((row) => (
          <div key={row} class="row meeting-row">
            <span class="when">
              <i />
            </span>
            <span class="what">
              <i />
              <i />
            </span>
            <span class="where">
              <i />
            </span>
            <span class="readiness" />
          </div>
        ))}
      </div>
    </div>
  );
}
