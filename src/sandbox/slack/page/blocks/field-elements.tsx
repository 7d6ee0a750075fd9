import { textOf } from "../../json.ts";
import { fromWallTime, toWallTime } from "../text/date-format.ts";
import { plainOf, TextObject } from "../text/text-object.tsx";
import { useDesk } from "../workspace-context.ts";
import type { FieldProps } from "./field.ts";
import { optionsOf } from "./surface.ts";

const keyboards: Record<string, "decimal" | "email" | "url"> = {
  number_input: "decimal",
  email_text_input: "email",
  url_text_input: "url",
};

export function TextInput({ element, value, onChange, onEnter, label, invalid }: FieldProps) {
  const shared = {
    "aria-label": label,
    "aria-invalid": invalid,
    placeholder: plainOf(element.placeholder),
    value: String(value ?? ""),
    autoFocus: element.focus_on_load === true,
    maxLength: typeof element.max_length === "number" ? element.max_length : undefined,
  };
  const isRich = element.type === "rich_text_input";
  if (element.multiline === true || isRich) {
    const rows = isRich ? Number(element.min_lines ?? 3) : 4;
    return (
      <textarea
        class="field"
        rows={rows}
        {...shared}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <input
      class="field"
      type="text"
      inputMode={keyboards[textOf(element.type)] ?? "text"}
      {...shared}
      onInput={(event) => onChange(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter" && onEnter !== undefined) {
          event.preventDefault();
          onEnter();
        }
      }}
    />
  );
}

export function PickerInput({ element, value, onChange, label, invalid }: FieldProps) {
  const { me } = useDesk();
  const type = textOf(element.type);
  const isBoth = type === "datetimepicker";
  const shown = isBoth && value !== null ? toWallTime(Number(value), me.timeZone) : String(value ?? "");
  const change = (text: string) => {
    if (text === "") onChange(null);
    else onChange(isBoth ? fromWallTime(text, me.timeZone) : text);
  };
  return (
    <span class="with-hint">
      <input
        class="field"
        type={isBoth ? "datetime-local" : type === "datepicker" ? "date" : "time"}
        aria-label={label || plainOf(element.placeholder) || type}
        aria-invalid={invalid}
        value={shown}
        onChange={(event) => change(event.currentTarget.value)}
      />
      {isBoth && <small class="muted">{me.timeZone}</small>}
    </span>
  );
}

export function Choices({ element, value, onChange, label }: FieldProps) {
  const many = element.type === "checkboxes";
  const chosen = Array.isArray(value) ? value : value === null ? [] : [String(value)];
  const toggle = (one: string) => {
    if (!many) return onChange(one);
    onChange(chosen.includes(one) ? chosen.filter((each) => each !== one) : [...chosen, one]);
  };
  return (
    <fieldset class="choices" aria-label={label}>
      {optionsOf(element).map((option) => (
        <label key={option.value}>
          <input
            type={many ? "checkbox" : "radio"}
            checked={chosen.includes(option.value)}
            onChange={() => toggle(option.value)}
          />
          <span>
            <TextObject text={option.label} />
            {option.description !== undefined && (
              <small class="muted">
                <TextObject text={option.description} />
              </small>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
