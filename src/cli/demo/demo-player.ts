import { CairnError } from "../../domain/errors.ts";
import { readRunbooks, shippedRunbooks } from "../../runbook-folder.ts";
import type { Scenario } from "../../sandbox/scenarios/scenario.ts";
import type { PersonClient, SeenMessage, Workspace } from "../../sandbox/slack/index.ts";
import { actionIds } from "../../slack/ids.ts";
import { incidentsChannel } from "./demo-world.ts";

interface Button {
  message: SeenMessage;
  actionId: string;
  blockId?: string;
  label: string;
  value: string;
}

/** What a responder says where a step asks people, the first that fits; else the first answer there is. */
const sayings: Record<Scenario["answer"]["verdict"], RegExp[]> = {
  attack: [/^somebody\b/i, /\bnot (me|us|ours)\b/i, /^no\b/i, /\bnobody\b/i, /\bnow\b/i],
  benign: [/\bwas (me|us)\b/i, /\b(ours|planned|expected)\b/i, /^yes\b/i],
};

/** Plays the responder through the workspace, as Slack would deliver it. Resolves to the transcript. */
export async function playStory(
  { workspace, scenario }: { workspace: Workspace; scenario: Scenario },
  { signal, tell }: { signal?: AbortSignal; tell: (line: string) => void },
): Promise<string> {
  const responder = workspace.as("U0RESPONDER");
  const { verdict, runbook, summary } = scenario.answer;
  const runbookTitle = readRunbooks(shippedRunbooks).runbooks.find(({ id }) => id === runbook)?.title;
  if (runbookTitle === undefined)
    throw new CairnError("no_runbook", `There is no runbook ${runbook} for the story ${scenario.name}.`);
  const root = await responder.until(
    async () => (await responder.messages(incidentsChannel)).find((each) => speaksOf(each, runbookTitle)),
    20_000,
    "the thread of the alarm that the runbook is for",
  );
  const [incident = ""] = /INC-\d+/.exec(root.text ?? "") ?? [];
  tell(`The alarm opened a thread: ${incident}.`);
  const seeRoot = async () => (await responder.thread(incidentsChannel, root.ts))[0] ?? root;
  await press(
    responder,
    await waitFor(responder, async () => find(await seeRoot(), "Acknowledge"), "Acknowledge"),
  );
  tell("Acknowledged.");
  await press(
    responder,
    await waitFor(responder, async () => find(await seeRoot(), "Take command"), "Take command"),
  );

  const pressed = new Set<string>();
  for (let finished = false; !finished; ) {
    if (signal?.aborted) throw new CairnError("stopped", "Stopped by hand.");
    const due = await waitFor(
      responder,
      async () => nextButton((await responder.thread(incidentsChannel, root.ts)).slice(1), pressed, verdict),
      "the next step",
    );
    pressed.add(due.message.ts);
    tell(`${titleOf(due.message)} → ${due.label}`);
    if (withNote.includes(due.label)) await fillNote(responder, due);
    else await press(responder, due);
    // Nobody approves what they asked for themselves: somebody else looks at it.
    if (due.label === askForApproval) await approve(workspace.as("U0LEAD"), due.message, root.ts, tell);
    if (due.label === "Start") await stopAfterARound(responder, due.message, root.ts, tell);
    finished = due.label === "Finish the runbook";
  }

  await succeed(
    responder.command({
      channel: incidentsChannel,
      text: `/incident resolve ${incident} ${summary}`,
    }),
  );
  tell("Resolved.");
  await succeed(responder.command({ channel: incidentsChannel, text: `/incident transcript ${incident}` }));
  const file = await waitFor(
    responder,
    async () => (await responder.thread(incidentsChannel, root.ts)).flatMap((each) => each.files ?? []).at(0),
    "the transcript",
  );
  // As a person's own browser reads it: the bot has no right to read files.
  const response = await fetch(`${workspace.url}/sandbox/files/${file.id}?as=${responder.id}`);
  if (!response.ok)
    throw new CairnError("transcript", `The transcript cannot be read: HTTP ${response.status}.`);
  return response.text();
}

const askForApproval = "Ask for the approval";
/** The demo has no automation that listens: people do it by hand. */
const withNote = ["Done…", "Done by hand…"];

/** Rounds take longer than anybody watches a demo. */
async function stopAfterARound(
  responder: PersonClient,
  { ts }: SeenMessage,
  threadTs: string,
  tell: (line: string) => void,
): Promise<void> {
  const button = await waitFor(
    responder,
    async () => {
      const shown = (await responder.thread(incidentsChannel, threadTs)).find((each) => each.ts === ts);
      return shown && JSON.stringify(shown.blocks).includes("Next round") ? find(shown, "Stop") : undefined;
    },
    "the first round",
  );
  await press(responder, button);
  tell(`${titleOf(button.message)} → Stop, after the first round`);
}

async function approve(
  lead: PersonClient,
  { ts }: SeenMessage,
  threadTs: string,
  tell: (line: string) => void,
): Promise<void> {
  const button = await waitFor(
    lead,
    async () => {
      const asked = (await lead.thread(incidentsChannel, threadTs)).find((each) => each.ts === ts);
      return asked && find(asked, "Approve");
    },
    "the request for an approval",
  );
  await press(lead, button);
  tell("The lead → Approve");
}

async function fillNote(person: PersonClient, button: Button): Promise<void> {
  await press(person, button);
  const modal = await waitFor(person, () => person.modal(), "the note's form");
  const blocks = modal.blocks as { type: string; block_id?: string }[];
  const input = blocks
    .map((block) => block as { type: string; block_id?: string })
    .find(({ type }) => type === "input");
  await succeed(person.submit({ values: { [input?.block_id ?? "note"]: "All of them undone." } }));
}

/** The newest button that leads on, in a message where none was pressed before. */
function nextButton(
  thread: readonly SeenMessage[],
  pressed: ReadonlySet<string>,
  verdict: Scenario["answer"]["verdict"],
): Button | undefined {
  const newest = thread.toReversed();
  const failed = newest.flatMap(buttonsOf).find(({ label }) => label === "Run again");
  if (failed) throw new CairnError("step_failed", `A step failed: ${failed.message.text}`);
  const labels = ["Run", "Start", "Done", ...withNote, askForApproval, "Go on", "Finish the runbook"];
  const buttons = newest.filter(({ ts }) => !pressed.has(ts)).flatMap(buttonsOf);
  const plain = buttons.find(({ label }) => labels.includes(label));
  if (plain) return plain;
  // Answers and options are numbered.
  const said = buttons.filter(
    ({ actionId }) => /:\d+$/.test(actionId) && !actionId.startsWith(actionIds.who),
  );
  for (const saying of sayings[verdict]) {
    const fits = said.find(({ label }) => saying.test(label));
    if (fits) return fits;
  }
  return said[0];
}

const speaksOf = (message: SeenMessage, words: string): boolean =>
  buttonsOf(message).length > 0 &&
  JSON.stringify(message.blocks).includes(JSON.stringify(words).slice(1, -1));

const find = (message: SeenMessage, label: string) => buttonsOf(message).find((each) => each.label === label);

function buttonsOf(message: SeenMessage): Button[] {
  const blocks = (message.blocks ?? []) as { type: string; block_id?: string; elements?: unknown[] }[];
  return blocks.flatMap((block) =>
    block.type !== "actions"
      ? []
      : (block.elements ?? []).flatMap((element) => {
          const { type, action_id, text, value } = element as Record<string, unknown>;
          if (type !== "button") return [];
          const label = String((text as { text?: unknown })?.text ?? "");
          return [
            { message, actionId: String(action_id), blockId: block.block_id, label, value: String(value) },
          ];
        }),
  );
}

const titleOf = (message: SeenMessage): string => String(message.text).split("\n")[0]?.slice(0, 100) ?? "";

async function press(person: PersonClient, { message, actionId, blockId }: Button): Promise<void> {
  await succeed(person.press({ channel: incidentsChannel, ts: message.ts, actionId, blockId }));
}

async function succeed(
  doing: Promise<{ ok: boolean; error?: string; errors?: Record<string, string> }>,
): Promise<void> {
  const { ok, error, errors } = await doing;
  if (!ok) throw new CairnError("refused", `The workspace says: ${error ?? JSON.stringify(errors)}`);
}

const waitFor = <T>(person: PersonClient, look: () => Promise<T | undefined>, what: string): Promise<T> =>
  person.until(look, 60_000, what);
