import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import express, { type Router } from "express";

/** The built page lies at the same place whether this runs from src/ or from dist/. */
export const pageFolder = fileURLToPath(new URL("../../../dist/sandbox-page", import.meta.url));

const missing = `The workspace is running, but its page is not built.

Run:  npm run build

and reload. The Web API, Socket Mode and the control API under /sandbox/ work without it.
`;

const policy = [
  "default-src 'self'",
  "img-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join("; ");

/** Serves the page; every address that is not a file is a place inside it. */
export function pageRoutes(): Router {
  const router = express.Router();
  router.use((_request, response, next) => {
    response.set({ "content-security-policy": policy, "x-content-type-options": "nosniff" });
    next();
  });
  router.use(express.static(pageFolder, { index: false }));
  router.get(/^\/(archives\/.*|files\/.*)?$/, (_request, response) => {
    if (!existsSync(`${pageFolder}/index.html`)) {
      response.status(503).type("text/plain").send(missing);
      return;
    }
    response.set("cache-control", "no-store").sendFile("index.html", { root: pageFolder });
  });
  return router;
}
