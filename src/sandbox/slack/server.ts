import { createServer, type Server, type ServerResponse } from "node:http";
import express from "express";
import { faultFor, strike } from "./api-fault.ts";
import { controlError, controlRoutes } from "./control-routes.ts";
import { fileFields, uploadTicket } from "./files.ts";
import { type Fields, fieldsOf, textOf } from "./json.ts";
import { noteRefusal } from "./note-report.ts";
import { openidRoutes } from "./openid/openid-routes.ts";
import { pageRoutes } from "./page-files.ts";
import { readBytes, readUpload } from "./request-body.ts";
import { respond } from "./response-url.ts";
import { secrets } from "./seed.ts";
import { SlackError } from "./slack-error.ts";
import type { createWebApi } from "./web-api.ts";
import type { Workspace } from "./workspace.ts";
import type { World } from "./world.ts";

/** All that is reached over HTTP: Web API, uploads, response URLs, control API, page. */
export function createHttpServer(
  world: World,
  workspace: Workspace,
  webApi: ReturnType<typeof createWebApi>,
): Server {
  const app = express();
  app.disable("x-powered-by");

  app.all("/api/:method", (request, response) => webApi(request, response, request.params.method));

  app.post("/upload/:id/:ticket", async (request, response) => {
    const { id, ticket } = request.params;
    await withFaults(world, { method: "upload", args: { file: id }, response }, async () => {
      const file = world.state.files.find((each) => each.id === id && !each.complete);
      if (file === undefined || ticket !== uploadTicket(id)) return { status: 404, body: "No such upload." };
      const bytes = await readUpload(request);
      if (bytes.length !== file.size)
        return { status: 400, body: `Expected ${file.size} bytes, got ${bytes.length}.` };
      world.files.writeBytes(id, bytes);
      return { status: 200, body: `OK - ${bytes.length}` };
    });
  });

  app.get("/files-pri/:place{/*rest}", (request, response) => {
    const file = world.state.files.find(
      (each) => request.params.place.endsWith(`-${each.id}`) && each.complete,
    );
    const bytes = file === undefined ? undefined : world.files.readBytes(file.id);
    const allowed = request.headers.authorization === `Bearer ${secrets.botToken}`;
    if (!allowed || !world.manifest.scopes.includes("files:read")) return void response.redirect(302, "/");
    if (file === undefined || bytes === undefined) return void response.status(404).send("No such file.");
    response.type(String(fileFields(world, file).mimetype)).send(bytes);
  });

  app.post("/actions/:team/:id", async (request, response) => {
    const body = parseObject((await readBytes(request)).toString("utf8"));
    const channel = world.responseUrls.get(request.params.id)?.channel;
    await withFaults(world, { method: "response_url", channel, args: body ?? {}, response }, async () => {
      try {
        if (body === undefined) throw new SlackError("invalid_payload");
        respond(world, request.params.id, body);
        return { status: 200, body: "ok" };
      } catch (error) {
        const refused = error instanceof SlackError ? error : new SlackError("invalid_payload");
        noteRefusal(world, { method: "response_url", channel }, refused);
        const status = ["used_url", "expired_url", "invalid_url"].includes(refused.code) ? 404 : 400;
        return { status, body: { ok: false, error: refused.code } };
      }
    });
  });

  app.use(openidRoutes(world));
  app.use("/sandbox", controlRoutes(world, workspace));
  app.use(pageRoutes());

  app.use(
    (error: unknown, _request: express.Request, response: express.Response, next: express.NextFunction) => {
      if (response.headersSent) return next(error);
      const { status, message } = controlError(error);
      response.status(status).json({ error: message });
    },
  );

  return createServer(app);
}

interface Answer {
  status: number;
  body: string | Fields;
}

/** Answers outside the Web API, with the faults somebody asked for and an entry in the journal. */
async function withFaults(
  world: World,
  about: { method: string; channel?: string; args: Fields; response: ServerResponse },
  work: () => Promise<Answer>,
): Promise<void> {
  const { method, args, response } = about;
  const asked = { ...about, noted: world.journal.note("call", method, args) };
  const fault = await faultFor(world, asked);
  if (fault !== undefined && fault.how !== "lost" && strike(world, asked, fault)) return;
  const { status, body } = await work();
  if (fault?.how === "lost" && strike(world, asked, fault)) return;
  const isText = typeof body === "string";
  response.writeHead(status, { "content-type": isText ? "text/plain" : "application/json; charset=utf-8" });
  response.end(isText ? body : JSON.stringify(body));
  asked.noted.end(status === 200 ? "ok" : isText ? `http_${status}` : textOf(body.error), {
    bad: status !== 200,
    answered: body,
  });
}

function parseObject(text: string): Fields | undefined {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Listens on loopback; a taken port is swapped for a free one. Returns the port. */
export async function listen(server: Server, port: number): Promise<number> {
  try {
    return await listenOn(server, port);
  } catch (error) {
    if (port === 0 || !(error instanceof Error && "code" in error && error.code === "EADDRINUSE"))
      throw error;
    return listenOn(server, 0);
  }
}

function listenOn(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
