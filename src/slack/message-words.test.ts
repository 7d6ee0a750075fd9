import { expect, test } from "vitest";
import { messageWords } from "./message-words.ts";

const names: Record<string, string> = { U0LEAD: "lead", S0ONCALL: "on-call", C0INCIDENTS: "incidents" };
const people = { nameOf: async (id: string) => names[id] ?? id };

test.each([
  ["<@U0LEAD> look", "@lead (U0LEAD) look"],
  ["<@U0GONE>", "@U0GONE"],
  ["<!subteam^S0ONCALL|@oncall> and <!subteam^S0ONCALL>", "@oncall (S0ONCALL) and @on-call (S0ONCALL)"],
  ["in <#C0INCIDENTS|incidents>, <#C0INCIDENTS>", "in #incidents (C0INCIDENTS), #incidents (C0INCIDENTS)"],
  ["<!channel> <!here|here>", "@channel here"],
  [
    "<https://a.example/x|the console> <https://a.example>",
    "the console (https://a.example/x) https://a.example",
  ],
  ["1 &lt; 2 &amp;&amp; &lt;@U0LEAD&gt;", "1 < 2 && <@U0LEAD>"],
  ["*bold* `code`", "*bold* `code`"],
])("%s reads as %s", async (text, words) => {
  expect(await messageWords(people, { text })).toBe(words);
});

test("files are named, and what looks like a secret is dropped", async () => {
  const text = "password=hunter2hunter2";
  expect(await messageWords(people, { text, files: [{ name: "screen.png" }, { name: null }] })).toBe(
    "password=[redacted]\n[file: screen.png]\n[file: without a name]",
  );
});

test("a message that mentions everybody asks for some names only", async () => {
  const asked: string[] = [];
  const nameOf = async (id: string) => {
    asked.push(id);
    return id;
  };
  const text = Array.from({ length: 200 }, (_, index) => `<@U${String(index).padStart(5, "0")}>`).join(" ");
  await messageWords({ nameOf }, { text });
  expect(asked).toHaveLength(20);
});
