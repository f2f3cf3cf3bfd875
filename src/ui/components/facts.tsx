type FactsProps = {
  /** Empty ones are left out. */
  facts: readonly (string | false | null | undefined)[];
  class?: string;
};

/** Short facts in a row, with a dot between two on one line, but none where a line begins or ends. */
export function Facts({ facts, class: extra }: FactsProps) {
  return (
    <span class={extra ? `facts-row ${extra}` : 'facts-row'}>
      {facts
        .filter((fact) => !!fact)
        .map((fact, index) => (
          <span key={fact}>
            {index > 0 && <span class="facts-dot"> · </span>}
            {fact}
          </span>
        ))}
    </span>
  );
}
