import express, { type Request, type Router } from "express";
import { z } from "zod";
import { drawChart } from "../../domain/chart/draw-chart.ts";
import { NotFoundError } from "../../domain/errors.ts";
import { transcriptFileName, transcriptFormats } from "../../domain/transcript/transcript.ts";
import { listIncidents } from "../../flows/incidents/list-incidents.ts";
import { measureIncidents } from "../../flows/incidents/measure-incidents.ts";
import { readIncident } from "../../flows/incidents/read-incident.ts";
import { showIncident } from "../../flows/incidents/show-incident.ts";
import { showRun } from "../../flows/runs/show-run.ts";
import { exportTranscript } from "../../flows/thread/export-transcript.ts";
import { createSignIn } from "../sign-in/sign-in-routes.ts";
import { answerTrouble } from "./answer-trouble.ts";
import { createAssets } from "./assets.ts";
import type { PageDesk } from "./desk.ts";
import { type EntryKind, entryKinds } from "./entry-kind.ts";
import { filterOf, listQuery } from "./filter-query.ts";
import { incidentPage } from "./incident-page.ts";
import { listPage } from "./list-page.ts";
import { measuresPage, weekChoices } from "./measures-page.ts";
import { pageHeaders } from "./page-headers.ts";
import { createReviewRoutes } from "./review-routes.ts";
import { runPage } from "./run-page.ts";
import { numberIn, signedIn, type Visit } from "./signed-in.ts";

/** All pages for people, and the ways in. */
export function createPages(desk: PageDesk): Router {
  const { ports, pages } = desk;
  const router = express.Router();
  const own = express.Router();
  router.use(createAssets());
  router.get("/favicon.ico", (_request, response) => void response.status(204).end());
  router.use(["/sign-in", "/sign-out", "/incidents", "/measures"], pageHeaders);
  router.use(createSignIn(desk), own);
  router.use(["/sign-in", "/sign-out", "/incidents", "/measures"], answerTrouble(desk));
  const get = (path: string, visit: Visit) => own.get(path, signedIn(desk, visit));

  own.get("/", (_request, response) => response.redirect(302, "/incidents"));

  get("/incidents", async ({ actor, reader }, request, response) => {
    const query = listQuery.parse(request.query);
    const { before, after } = query;
    const list = await listIncidents({ pages }, { filter: filterOf(query), before, after, actor });
    response.send(listPage(list, query, reader));
  });

  get("/measures", async ({ actor, reader }, request, response) => {
    const weeks = weekChoices.find((each) => String(each) === request.query.weeks) ?? 12;
    response.send(measuresPage(await measureIncidents({ ...ports, pages }, { weeks, actor }), weeks, reader));
  });

  get("/incidents/:id", async ({ actor, reader }, request, response) => {
    const shown = await showIncident({ ...ports, pages }, { number: numberIn(request), actor });
    const view = { kinds: kindsIn(request.query.kind), span: spanIn(request) };
    response.send(incidentPage(shown, view, reader, await desk.permalink(shown.incident.id)));
  });

  get("/incidents/:id/runs/:run", async ({ actor, reader }, request, response) => {
    const page = z.coerce.number().int().min(1).max(100_000).catch(1).parse(request.query.page);
    const shown = await showRun(ports, { ...runIn(request), page, actor });
    response.send(runPage(shown, reader, await desk.permalink(shown.incident.id)));
  });

  get("/incidents/:id/runs/:run/chart.svg", async ({ actor }, request, response) => {
    const { chart } = await showRun(ports, { ...runIn(request), page: 1, actor });
    if (chart === undefined) throw new NotFoundError("There is no picture of this answer.");
    response.type("image/svg+xml").send(drawChart(chart));
  });

  get("/incidents/:id/transcript", async ({ actor }, request, response) => {
    const { id, number } = await readIncident(ports, { number: numberIn(request), actor });
    const format = transcriptFormats.find((each) => each === request.query.format) ?? "md";
    const text = await exportTranscript(
      { ...ports, readThread: desk.readThread },
      { incidentId: id, actor, format, zone: ports.settings.zone },
    );
    // Always a file: what it holds shall not act as a page of this host.
    response
      .attachment(transcriptFileName(`INC-${number}`, format))
      .type("application/octet-stream")
      .send(text);
  });

  createReviewRoutes(own, desk);
  return router;
}

function runIn(request: Request): { number: number; runId: string } {
  return { number: numberIn(request), runId: String(request.params.run).slice(0, 100) };
}

const kindsIn = (given: unknown): EntryKind[] => {
  const chosen = (Array.isArray(given) ? given : [given]).map(String);
  return (Object.keys(entryKinds) as EntryKind[]).filter((kind) => chosen.includes(kind));
};

const time = z.iso
  .datetime()
  .transform((text) => new Date(text))
  .optional()
  .catch(undefined);

function spanIn({ query }: Request): { from?: Date; to?: Date } {
  const [from, to] = [time.parse(query.from), time.parse(query.to)];
  return from && to && to <= from ? {} : { ...(from && { from }), ...(to && { to }) };
}
