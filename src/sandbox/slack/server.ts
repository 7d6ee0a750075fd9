import { createServer, type Server } from "node:http";
import express from "express";
import { controlError, controlRoutes } from "./control-routes.ts";
import { fileFields, uploadTicket } from "./files.ts";
import { fieldsOf } from "./json.ts";
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
    const file = world.state.files.find((each) => each.id === id && !each.complete);
    if (file === undefined || ticket !== uploadTicket(id))
      return void response.status(404).send("No such upload.");
    const bytes = await readUpload(request);
    if (bytes.length !== file.size)
      return void response.status(400).send(`Expected ${file.size} bytes, got ${bytes.length}.`);
    world.files.writeBytes(id, bytes);
    response.send(`OK - ${bytes.length}`);
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
    const text = (await readBytes(request)).toString("utf8");
    try {
      respond(world, request.params.id, fieldsOf(JSON.parse(text)));
      response.send("ok");
    } catch (error) {
      const code = error instanceof SlackError ? error.code : "invalid_payload";
      const at = world.clock.now().toISOString();
      world.tally.refused.push({ at, method: "response_url", error: code, messages: [], injected: false });
      response.status(["used_url", "expired_url", "invalid_url"].includes(code) ? 404 : 400);
      response.json({ ok: false, error: code });
    }
  });

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
