import { type Incident, shortId } from "../../domain/incident/incident.ts";
import type { Run } from "../../domain/run/run.ts";
import { actionIds } from "../ids.ts";
import { answerButtons, type KeptRows } from "./answer.ts";
import { actions, bold, button, foreign, line, lines, words } from "./blocks.ts";
import { type MessageView, messageView } from "./message.ts";
import { runBlocks, runWords } from "./run.ts";

/** An ad-hoc question and its answer, to who asked it quietly; when it is shared, where it goes on. */
export function quietView(
  incident: Incident,
  run: Run,
  rows: KeptRows | undefined,
  pending?: Run,
): MessageView {
  const name = shortId(incident);
  const about = [words(`${name}: `), foreign(incident.title, 150)];
  if (!run.quietFor)
    return messageView(`${runWords(incident, run)} (shared)`, [
      ...runBlocks(incident, run, rows, undefined),
      lines(line(bold("Shared"), words(" with the thread of "), ...about, words(". It goes on there."))),
    ]);
  const share = button(
    actionIds.shareAnswer,
    "Share to the thread",
    { incidentId: run.incidentId, runId: run.id },
    run.state === "done" ? { style: "primary" } : {},
  );
  return messageView(runWords(incident, run), [
    ...runBlocks(incident, run, rows, pending),
    lines(
      line(
        words("Only you see this message. That it was asked is on the record of ", { italic: true }),
        ...about,
        words("."),
      ),
    ),
    ...actions([share, ...answerButtons(run, [], rows, pending)]),
  ]);
}
