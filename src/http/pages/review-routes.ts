import express, { type Request, type Router } from "express";
import { type CairnError, ConflictError, InputError } from "../../domain/errors.ts";
import { reviewOf } from "../../domain/review/review.ts";
import { addFollowUp } from "../../flows/follow-up/add-follow-up.ts";
import { finishFollowUp } from "../../flows/follow-up/finish-follow-up.ts";
import { writeSummary } from "../../flows/follow-up/write-summary.ts";
import { readIncident } from "../../flows/incidents/read-incident.ts";
import { showIncident } from "../../flows/incidents/show-incident.ts";
import { Refusal } from "../refusal.ts";
import { requireSameOrigin } from "../sign-in/same-origin.ts";
import type { SignedIn } from "../sign-in/session.ts";
import { statusOf } from "./answer-trouble.ts";
import type { PageDesk } from "./desk.ts";
import { reviewPage } from "./review-page.ts";
import { numberIn, signedIn, type Visit } from "./signed-in.ts";
import { pathOf } from "./words.ts";

interface Written {
  incidentId: string;
  actor: SignedIn;
  field: (name: string) => string;
  seq: number;
}

/** The review, and what is written on it. */
export function createReviewRoutes(router: Router, desk: PageDesk): void {
  const { ports, pages, origin, secrets } = desk;
  const form = express.urlencoded({ extended: false, limit: "64kb" });

  const show =
    (fault?: CairnError): Visit =>
    async ({ actor, reader }, request, response) => {
      const shown = await showIncident({ ...ports, pages }, { number: numberIn(request), actor });
      const link = await desk.permalink(shown.incident.id);
      if (fault) response.status(statusOf(fault));
      response.send(reviewPage(shown, reviewOf(shown), reader, { link, fault: fault?.message }));
    };
  router.get("/incidents/:id/review", signedIn(desk, show()));

  const post = (path: string, write: (written: Written) => Promise<void>) =>
    router.post(
      path,
      requireSameOrigin(origin),
      form,
      signedIn(desk, async (visitor, request, response) => {
        if (!secrets.isFormKey(visitor.token, fieldOf(request, "key")))
          throw new Refusal(403, "This form is out of date. Open the page again.");
        const { actor } = visitor;
        const incident = await readIncident(ports, { number: numberIn(request), actor });
        const field = (name: string) => fieldOf(request, name);
        try {
          await write({ incidentId: incident.id, actor, field, seq: Number(request.params.seq) });
        } catch (error) {
          // What a person can put right is told on the page they came from.
          if (!(error instanceof InputError || error instanceof ConflictError)) throw error;
          return show(error)(visitor, request, response);
        }
        response.redirect(303, `${pathOf(incident)}/review`);
      }),
    );

  post("/incidents/:id/summary", ({ incidentId, actor, field }) =>
    writeSummary(ports, { incidentId, text: field("text"), actor }),
  );
  post("/incidents/:id/follow-ups", ({ incidentId, actor, field }) =>
    addFollowUp(ports, { incidentId, text: field("text"), due: field("due"), actor }),
  );
  post("/incidents/:id/follow-ups/:seq/done", ({ incidentId, actor, seq }) =>
    finishFollowUp(ports, { incidentId, followUp: seq, actor }),
  );
}

function fieldOf({ body }: Request, name: string): string {
  const value: unknown = body?.[name];
  return typeof value === "string" ? value.replaceAll("\r\n", "\n") : "";
}
