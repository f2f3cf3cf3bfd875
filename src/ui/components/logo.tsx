/** The product's logo: a rising signal. */
export function Logo() {
  return (
    <svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
      <path d="M16 26V14m-5 4.5l5-5 5 5" />
      <path d="M6 13a11.5 11.5 0 0 1 20 0" />
    </svg>
  );
}
