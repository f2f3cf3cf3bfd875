import type { ComponentChildren } from 'preact';

type ChoiceProps<Value extends string> = {
  name: string;
  legend: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChoose: (value: Value) => void;
  children?: ComponentChildren;
};

/** One of a few, as radio buttons; what belongs to the choice stands below it. */
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
