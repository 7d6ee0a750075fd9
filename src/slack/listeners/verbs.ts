import { helpView, type UsageLine } from "../views/help.ts";
import * as acts from "./incident-acts.ts";
import { tendingVerbs } from "./tending-verbs.ts";
import type { Verb } from "./verb.ts";
import { workingVerbs } from "./working-verbs.ts";

/**
 * Everything that people can tell Cairn to do with an incident. A verb that stands here is there three ways: typed
 * behind the command, said to the bot in the incident's thread, and as a button in the tray. Help, tray, the usage
 * hint of the manifest and the tests are made from this table.
 */
export const verbs: readonly Verb[] = [
  {
    name: "declare",
    group: "now",
    synonyms: ["open", "new", "create", "report"],
    usage: "[P1–P4] <what is wrong>",
    meaning: "opens an incident with a thread",
    button: "Declare…",
    on: "none",
    may: "incident.declare",
    freeText: true,
    act: acts.declare,
  },
  {
    name: "list",
    group: "look",
    synonyms: ["ls", "all"],
    usage: "",
    meaning: "the newest incidents of this channel",
    button: "List",
    on: "none",
    may: "incident.read",
    act: acts.list,
  },
  {
    name: "status",
    group: "look",
    synonyms: ["show", "info", "state"],
    usage: "",
    meaning: "how an incident stands, or what is open in this channel",
    button: "Status",
    on: "none",
    may: "incident.read",
    alsoIn: true,
    act: acts.status,
  },
  {
    name: "web",
    group: "look",
    synonyms: ["pages", "link", "url", "browser"],
    usage: "",
    meaning: "the way to its page in the browser: timeline, answers, review",
    button: "Its page",
    on: "any",
    may: "incident.read",
    onPages: true,
    act: acts.web,
  },
  ...workingVerbs,
  ...tendingVerbs,
  {
    name: "resolve",
    group: "now",
    synonyms: ["close", "done", "fixed", "solve"],
    usage: "[what it was]",
    meaning: "closes it",
    button: "Resolve…",
    on: "open",
    may: "incident.resolve",
    freeText: true,
    act: acts.resolve,
  },
  {
    name: "reopen",
    group: "now",
    synonyms: ["re-open", "unresolve"],
    usage: "<why>",
    meaning: "opens it again",
    button: "Reopen…",
    on: "resolved",
    may: "incident.reopen",
    freeText: true,
    act: acts.reopen,
  },
  {
    name: "transcript",
    group: "record",
    synonyms: ["export", "record"],
    usage: "[md | html | json | csv] [Europe/Berlin]",
    meaning: "puts the transcript into its thread, times in UTC and in a zone of your choice",
    button: "Transcript…",
    on: "any",
    may: "transcript.export",
    act: acts.transcript,
  },
  {
    name: "runbook",
    group: "look",
    synonyms: ["runbooks", "playbook"],
    usage: "[id]",
    meaning: "starts a runbook, or lists them all",
    button: "Runbook…",
    on: "none",
    alsoIn: true,
    act: acts.runbook,
  },
  {
    name: "ask",
    group: "look",
    synonyms: ["trail", "query", "question"],
    usage: "[key=…] [ip=…] [who=…] [call=…]",
    meaning: "asks CloudTrail who did what, without a runbook",
    button: "Ask CloudTrail…",
    on: "none",
    may: "run.request",
    alsoIn: true,
    act: acts.ask,
  },
  {
    name: "help",
    group: "else",
    synonyms: ["?", "h", "-h", "--help"],
    usage: "",
    meaning: "what can be said",
    button: "Help",
    on: "none",
    alsoIn: true,
    act: (desk, wish) => wish.tell(helpView(desk.commands.incident, incidentUsage)),
  },
];

/** What help says, a line a verb. */
export const incidentUsage: readonly UsageLine[] = [
  { typed: "", meaning: "what is open here, what waits for you, and a button for every verb" },
  ...verbs.map(({ name, group, usage, meaning, synonyms }) => ({
    typed: `${name} ${usage}`.trim(),
    group,
    meaning,
    synonyms,
  })),
];

/** What Slack shows while somebody types the command; the manifest's test holds the manifest to it. */
export const incidentUsageHint = `[${verbs.map(({ name }) => name).join(" | ")}]`;
