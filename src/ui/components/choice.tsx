import type { ComponentChildren } from 'preact';

type ChoiceProps<Value extends string> = {
  name: string;
  legend: string;
  value: Value;
  options: readonly { value: Value; label: string; hint?: string }[];
  onChoose: (value: Value) => void;
  children?: ComponentChildren;
};

/** A group of radio buttons. The children are shown below the group. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const { name, legend, value, options, onChoose, children } = props;
  return (
    <fieldset class="choice">
      <legend>{legend}</legend>
      <p class="options">
        {options.map((option) => (
          <span key={option.value} class="option">
            <label class="tick">
              <input
                type="radio"
                name={name}
                checked={option.value === value}
                {...(option.hint ? { 'aria-describedby': `${name}-${option.value}-hint` } : {})}
                onChange={() => onChoose(option.value)}
              />
              {option.label}
            </label>
            {option.hint && (
              <span id={`${name}-${option.value}-hint`} class="hint">
                {option.hint}
              </span>
            )}
          </span>
        ))}
      </p>
      {children}
    </fieldset>
  );
}
