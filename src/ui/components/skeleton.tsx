/** A placeholder while a list loads, with a text for screen readers. */
export function Skeleton({ label }: { label: string }) {
  return (
    <div class="skeleton">
      <p class="small muted">{label}</p>
      <div aria-hidden="true">
        <span />
        <span />
        <span />
      </div>
    </div>
  );
}
