import { type Fields, textOf } from "../../json.ts";
import { Avatar } from "../parts/avatar.tsx";
import { type Choice, Picker } from "../parts/picker.tsx";
import { plainOf, TextObject } from "../text/text-object.tsx";
import { type Desk, useDesk } from "../workspace-context.ts";
import type { FieldProps } from "./field.ts";
import { optionsOf } from "./surface.ts";

/** Every select, single and multi: of options, people, conversations, channels. */
export function SelectElement({ element, value, onChange, label, invalid }: FieldProps) {
  const desk = useDesk();
  const many = textOf(element.type).startsWith("multi_");
  const chosen = Array.isArray(value) ? value : value === null ? [] : [String(value)];
  return (
    <Picker
      label={label}
      placeholder={plainOf(element.placeholder) || (many ? "Select options" : "Select an option")}
      choices={choicesOf(element, desk)}
      chosen={chosen}
      many={many}
      invalid={invalid}
      onChange={(next) => onChange(many ? next : (next[0] ?? null))}
    />
  );
}

function choicesOf(element: Fields, { screen }: Desk): Choice[] {
  const type = textOf(element.type).replace("multi_", "");
  if (type === "users_select") {
    return screen.people.map((person) => ({
      value: person.id,
      name: `${person.name} ${person.handle}`,
      face: (
        <span class="with-avatar">
          <Avatar id={person.id} size={20} /> {person.name}
        </span>
      ),
    }));
  }
  if (type === "conversations_select" || type === "channels_select") {
    return screen.channels
      .filter(
        (channel) =>
          channel.kind === "public" || (type === "conversations_select" && channel.kind !== "mpim"),
      )
      .map((channel) => ({ value: channel.id, name: channelName(channel, screen) }));
  }
  return optionsOf(element).map((option) => ({
    value: option.value,
    name: plainOf(option.label),
    face: <TextObject text={option.label} />,
    hint: option.description === undefined ? undefined : <TextObject text={option.description} />,
    group: option.group,
  }));
}

export function channelName(channel: Desk["screen"]["channels"][number], screen: Desk["screen"]): string {
  if (channel.name !== "" && channel.kind !== "mpim") return `#${channel.name}`;
  const others = channel.members.filter((id) => id !== screen.me);
  return others.map((id) => screen.people.find((person) => person.id === id)?.name ?? id).join(", ") || "You";
}
