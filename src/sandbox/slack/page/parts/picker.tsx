import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Popover } from "./popover.tsx";

export interface Choice {
  value: string;
  /** What can be searched and read out. */
  name: string;
  face?: ComponentChildren;
  hint?: ComponentChildren;
  group?: string;
}

const searchFrom = 9;

/** A select as Slack draws it: one or several choices, with a search when there are many. */
export function Picker(given: {
  label: string;
  placeholder: string;
  choices: Choice[];
  chosen: string[];
  many?: boolean;
  disabled?: boolean;
  invalid?: boolean;
  /** What may be chosen already, though it is not offered now. */
  known?: Choice[];
  /** Asks somebody else what is offered for what was typed, instead of filtering. */
  onSearch?: (typed: string) => void;
  /** Said when there is nothing to choose. */
  nothing?: string;
  onChange(chosen: string[]): void;
}) {
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const { choices, chosen, many = false, onSearch } = given;
  const searches = onSearch !== undefined || choices.length >= searchFrom;
  const picked = chosen
    .map((value) => [...choices, ...(given.known ?? [])].find((choice) => choice.value === value))
    .filter((each) => each !== undefined);
  const shown =
    onSearch === undefined
      ? choices.filter((choice) => choice.name.toLowerCase().includes(search.toLowerCase()))
      : choices;
  const choose = (value: string) => {
    const next = chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value];
    given.onChange(many ? next : [value]);
    if (!many) setOpen(false);
  };
  // What is seen on it must be part of its name.
  const face =
    picked.length > 0 ? picked.map((each) => each.name).join(", ") : given.label ? given.placeholder : "";
  return (
    <span class="anchor picker">
      <button
        type="button"
        class="select"
        aria-haspopup="listbox"
        aria-expanded={open}
        aria-label={`${given.label || given.placeholder}${face === "" ? "" : `: ${face}`}`}
        aria-invalid={given.invalid}
        disabled={given.disabled}
        onClick={() => setOpen(!open)}
      >
        <span class={picked.length > 0 ? "select-face" : "select-face empty"}>
          {picked.length > 0
            ? picked.map((each) => <span key={each.value}>{each.face ?? each.name}</span>)
            : given.placeholder}
        </span>
        <span class="chevron" aria-hidden="true">
          ▾
        </span>
      </button>
      {open && (
        <Popover label={given.label || given.placeholder} class="listbox" onClose={() => setOpen(false)}>
          {searches && (
            <input
              ref={(field) => field?.focus({ preventScroll: true })}
              class="search"
              type="search"
              placeholder="Search"
              value={search}
              aria-label={`Search ${given.label || given.placeholder}`}
              onInput={(event) => {
                setSearch(event.currentTarget.value);
                onSearch?.(event.currentTarget.value);
              }}
            />
          )}
          <div role="listbox" aria-multiselectable={many} aria-label={given.label || given.placeholder}>
            {shown.map((choice, index) => (
              <div key={choice.value}>
                {choice.group !== undefined && choice.group !== shown[index - 1]?.group && (
                  <div class="group-label">{choice.group}</div>
                )}
                <button
                  ref={
                    index === 0 && !searches ? (first) => first?.focus({ preventScroll: true }) : undefined
                  }
                  type="button"
                  role="option"
                  data-item
                  class="menu-item"
                  aria-selected={chosen.includes(choice.value)}
                  onClick={() => choose(choice.value)}
                >
                  <span>{choice.face ?? choice.name}</span>
                  {choice.hint !== undefined && <small>{choice.hint}</small>}
                </button>
              </div>
            ))}
            {shown.length === 0 && <div class="nothing">{given.nothing ?? "Nothing matches"}</div>}
          </div>
        </Popover>
      )}
    </span>
  );
}
