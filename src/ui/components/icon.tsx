/** Outlines on a grid of 24 × 24. */
const outlines = {
  check: 'M5 12.5l4.5 4.5L19 7.5',
  copy: 'M9 9h10v10H9zM5 15V5h10',
  open: 'M13 5h6v6M19 5l-9 9M17 14v5H5V7h5',
  code: 'M5 5h5v5H5zM14 5h5v5h-5zM5 14h5v5H5zM14 14h2v2h-2zM17 17h2v2h-2z',
} as const;

/** A small icon beside or instead of a text, hidden from screen readers. */
export function Icon({ name }: { name: keyof typeof outlines }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={outlines[name]} />
    </svg>
  );
}
