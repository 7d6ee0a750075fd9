import type { Screen } from "./control.ts";

export interface Completion {
  name: string;
  usage: string;
  hint: string;
  /** The whole text once it is taken. */
  result: string;
}

/** What could be meant by the word before the caret: a command at the start, a person, a channel. */
export function completionsFor(text: string, caret: number, screen: Screen, inThread: boolean): Completion[] {
  if (caret < 0) return [];
  const before = text.slice(0, caret);
  if (!inThread && /^\/\S*$/.test(before)) {
    return screen.commands
      .filter((each) => each.command.startsWith(before) && before !== `${each.command} `)
      .map(({ command, usageHint, description }) => ({
        name: command,
        usage: usageHint,
        hint: description,
        result: `${command} ${text.slice(caret)}`,
      }));
  }
  const word = /(^|\s)([@#])([\p{L}\p{N}._-]*)$/u.exec(before);
  if (word === null) return [];
  const start = before.slice(0, word.index + (word[1]?.length ?? 0));
  const typed = (word[3] ?? "").toLowerCase();
  const found =
    word[2] === "@"
      ? screen.people.map((person) => ({ name: `@${person.handle}`, hint: person.name }))
      : screen.channels
          .filter((each) => each.name !== "")
          .map((each) => ({ name: `#${each.name}`, hint: each.topic }));
  return found
    .filter(({ name, hint }) => name.slice(1).startsWith(typed) || hint.toLowerCase().startsWith(typed))
    .slice(0, 8)
    .map(({ name, hint }) => ({ name, hint, usage: "", result: `${start}${name} ${text.slice(caret)}` }));
}
