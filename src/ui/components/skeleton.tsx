/** Something to look at while a list comes, and a sentence for who does not look. */
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
