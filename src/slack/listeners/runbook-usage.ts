import type { UsageLine } from "../views/help.ts";

/** What help says of the two other commands. */
export const runbookUsage: readonly UsageLine[] = [
  { typed: "[words]", meaning: "all runbooks and when to use them, or those that speak of these words" },
  { typed: "show <id>", meaning: "what a runbook asks and needs" },
  { typed: "run <id> [name=value …]", meaning: "starts a runbook in an incident", synonyms: ["start"] },
];

export const trailUsage: readonly UsageLine[] = [
  { typed: "", meaning: "opens a form: who, key, address, call, resource, and how far back" },
  { typed: "who <key, ARN or session>", meaning: "the person, pipeline or machine behind it, hop by hop" },
  {
    typed: "[key=…] [ip=…] [who=…] [call=…] [resource=…] [last=24h] [for=me]",
    meaning: "the same, filled in; for=me shows the answer to you alone until you share it",
  },
];

export const runbookVerbs = [
  { name: "list", synonyms: ["ls", "all"], usage: "" },
  { name: "show", synonyms: ["view"], usage: "<id>" },
  { name: "run", synonyms: ["start", "begin"], usage: "<id> [name=value …]" },
  { name: "help", synonyms: ["?"], usage: "" },
];
