import { randomUUID } from "node:crypto";
import type { ErrorRequestHandler } from "express";
import {
  CairnError,
  ConflictError,
  ForbiddenError,
  InputError,
  NotFoundError,
  UnavailableError,
} from "../../domain/errors.ts";
import { Refusal } from "../refusal.ts";
import type { PageDesk } from "./desk.ts";
import { saidPage } from "./said-page.ts";

const titles: Record<number, string> = {
  400: "That did not work",
  403: "Not for you",
  404: "There is nothing here",
  409: "Somebody was faster",
  429: "Too fast",
  503: "Not now",
};

/** What went wrong as a page: in words where it is anybody's to mend, with an id to quote where it is ours. */
export function answerTrouble({ log }: Pick<PageDesk, "log">): ErrorRequestHandler {
  return (err: unknown, request, response, next) => {
    if (response.headersSent) return next(err);
    const status = statusOf(err);
    if (status === 500) {
      const id = randomUUID();
      log.error({ err, id, path: request.path }, "A page failed");
      response.status(500).send(saidPage("Something went wrong", `It is in the log as ${id}.`));
      return;
    }
    if (status >= 503) log.warn({ err, path: request.path }, "A page could not be shown");
    const words = err instanceof CairnError || err instanceof Refusal ? err.message : "It cannot be read.";
    response.status(status).send(saidPage(titles[status] ?? "That did not work", words));
  };
}

export function statusOf(err: unknown): number {
  if (err instanceof Refusal) return err.status;
  if (err instanceof ForbiddenError) return 403;
  if (err instanceof NotFoundError) return 404;
  if (err instanceof ConflictError) return 409;
  if (err instanceof InputError) return 400;
  if (err instanceof UnavailableError) return 503;
  // The body reader's own: too large, or no form.
  const status = typeof err === "object" && err !== null && "status" in err ? err.status : undefined;
  return status === 413 || status === 400 || status === 415 ? 400 : 500;
}
