import type { ComponentChildren } from 'preact';

type ChoiceProps<Value extends string> = {
  name: string;
  legend: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
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
          <label key={option.value} class="tick">
            <input
              type="radio"
              name={name}
              checked={option.value === value}
              onChange={() => onChoose(option.value)}
            />
            {option.label}
          </label>
        ))}
      </p>
      {children}
    </fieldset>
  );
}
