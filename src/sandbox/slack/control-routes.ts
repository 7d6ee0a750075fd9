import express, { type Request, type Router } from "express";
import { z } from "zod";
import { textOf } from "./json.ts";
import { PersonError } from "./people/interaction.ts";
import { perform } from "./people/perform.ts";
import { seeMessages, seeScreen } from "./people/see.ts";
import { requirePersonHere } from "./people/see-rights.ts";
import type { Workspace } from "./workspace.ts";
import type { Change, World } from "./world.ts";

const actSchema = z.strictObject({ as: z.string(), request: z.unknown() });
const clockSchema = z.strictObject({ advanceMs: z.int().nonnegative() });

/** The control API: Slack as people and testers use it. Loopback only; JSON only, so no other site can post here. */
export function controlRoutes(world: World, workspace: Workspace): Router {
  const router = express.Router();
  router.use(express.json({ limit: "4mb" }));

  router.get("/workspace", (_request, response) => {
    const { url, apiUrl, teamId, people, channels } = workspace;
    response.json({ url, apiUrl, teamId, people, channels, now: world.clock.now() });
  });
  router.get("/screen", (request, response) => {
    response.json(seeScreen(world, query(request, "as")));
  });
  router.get("/messages", (request, response) => {
    const threadTs = query(request, "thread") || undefined;
    const limit = Number(query(request, "limit")) || undefined;
    response.json(
      seeMessages(world, query(request, "as"), { channel: query(request, "channel"), threadTs, limit }),
    );
  });
  router.post("/act", async (request, response) => {
    const { as, request: asked } = actSchema.parse(request.body);
    response.json(await perform(world, as, asked));
  });
  router.get("/stream", (request, response) => {
    stream(world, query(request, "as"), response);
  });
  router.get("/files/:id", (request, response) => {
    requirePersonHere(world, query(request, "as"));
    const file = world.state.files.find((each) => each.id === request.params.id && each.complete);
    const bytes = file === undefined ? undefined : world.files.readBytes(file.id);
    if (file === undefined || bytes === undefined)
      return void response.status(404).type("text").send("No such file.");
    // Somebody else's bytes must not become a page of ours.
    response.set({
      "content-security-policy": "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'",
    });
    response.set({ "x-content-type-options": "nosniff" });
    if (query(request, "download") !== "") response.attachment(file.name);
    const isImage = file.mimetype.startsWith("image/");
    response.type(isImage ? file.mimetype : "text/plain; charset=utf-8").send(bytes);
  });
  router.get("/report", (request, response) => {
    const { messages, ...report } = workspace.report();
    response.json(query(request, "brief") === "" ? { ...report, messages } : report);
  });
  router.post("/clock", (request, response) => {
    workspace.advance(clockSchema.parse(request.body).advanceMs);
    response.json({ now: workspace.now() });
  });
  router.get("/clock", (_request, response) => {
    response.json({ now: workspace.now() });
  });
  router.get("/faults", (_request, response) => {
    response.json({ ...world.faults.list(), tokenRevoked: world.tokenRevoked, sockets: world.socketState() });
  });
  router.post("/faults", (request, response) => {
    workspace.fault(request.body);
    response.json({ ok: true });
  });
  router.delete("/faults", (_request, response) => {
    workspace.clearFaults();
    response.json({ ok: true });
  });
  router.get("/journal", (request, response) => {
    response.json({ entries: world.journal.since(Number(query(request, "after")) || 0) });
  });
  router.get("/journal/:id", (request, response) => {
    const body = world.journal.body(Number(request.params.id));
    if (body === undefined) throw new PersonError("That entry is forgotten: only the last 400 are kept.");
    response.json(body);
  });
  router.post("/verify", async (_request, response) => {
    response.json({ trouble: await workspace.verifyRequestUrl() });
  });
  router.use((_request, response) => {
    response.status(404).json({ error: "The control API has no such place." });
  });
  return router;
}

function query(request: Request, name: string): string {
  return textOf(request.query[name]);
}

/** Says that something changed; who listens asks for what they show. */
function stream(world: World, as: string, response: express.Response): void {
  response.set({ "content-type": "text/event-stream", "cache-control": "no-store" }).flushHeaders();
  response.write(": hello\n\n");
  const tell = (change: Change) => {
    if (change.person === undefined || change.person === as)
      response.write(`data: ${JSON.stringify(change)}\n\n`);
  };
  world.changes.on("change", tell);
  const beat = setInterval(() => response.write(": still here\n\n"), 15_000).unref();
  response.on("close", () => {
    world.changes.off("change", tell);
    clearInterval(beat);
  });
}

/** What a caller of the control API did wrong, in words. */
export function controlError(error: unknown): { status: number; message: string } {
  if (error instanceof z.ZodError) return { status: 400, message: z.prettifyError(error) };
  if (error instanceof PersonError) return { status: 404, message: error.message };
  const status = error instanceof SyntaxError ? 400 : 500;
  return { status, message: error instanceof Error ? error.message : String(error) };
}
