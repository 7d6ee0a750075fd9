import express, { type Router } from "express";
import { z } from "zod";
import { ForbiddenError } from "../../domain/errors.ts";
import type { PageDesk } from "../pages/desk.ts";
import { linkPage, signInPage } from "../pages/said-page.ts";
import { createRateLimit } from "./rate-limit.ts";
import { requireSameOrigin } from "./same-origin.ts";
import { openSession } from "./session.ts";

const tryLastsMs = 600_000;
const token = z.string().regex(/^[A-Za-z0-9_-]{20,100}$/);

/** Only a place of our own: what stands in an address may have been put there by somebody else. */
export const ownPath = (given: unknown): string =>
  typeof given === "string" &&
  /^\/(incidents|measures)([/?#][\x21-\x7e]*)?$/.test(given) &&
  !given.includes("\\")
    ? given
    : "/incidents";

/** Signing in and out. */
export function createSignIn(desk: PageDesk): Router {
  const { ports, sessions, secrets, cookies, slack, origin, log } = desk;
  const router = express.Router();
  const limit = createRateLimit(desk.signInTries);
  const form = express.urlencoded({ extended: false, limit: "16kb" });

  router.get("/sign-in", (request, response) => {
    response.send(signInPage({ slack: slack !== undefined, back: ownPath(request.query.back) }));
  });

  if (slack) {
    router.get("/sign-in/slack", limit, async (request, response) => {
      const { to, attempt } = await slack.begin();
      const until = new Date(ports.clock().getTime() + tryLastsMs);
      const kept = secrets.sealed({ ...attempt, back: ownPath(request.query.back) }, until);
      cookies.write(response, "sign-in", kept, tryLastsMs / 1_000);
      response.redirect(302, to.href);
    });

    router.get("/sign-in/slack/back", limit, async (request, response) => {
      const kept = secrets.unsealed(cookies.read(request, "sign-in"), ports.clock());
      cookies.drop(response, "sign-in");
      const { state, nonce, verifier, back } = kept ?? {};
      if (state === undefined || nonce === undefined || verifier === undefined)
        throw new ForbiddenError("This sign-in was not begun here, or it took too long. Sign in again.");
      const cameBack = new URL(request.originalUrl, origin);
      const { personId } = await slack.finish(cameBack, { state, nonce, verifier });
      await openSession(desk, request, response, personId);
      log.info({ person: personId, way: "slack" }, "Somebody signed in");
      response.redirect(303, ownPath(back));
    });
  }

  router.get("/sign-in/link", (request, response) => {
    const given = token.safeParse(request.query.token);
    if (!given.success) throw new ForbiddenError("This is no link of Cairn's. Copy it whole.");
    response.send(linkPage(given.data, ownPath(request.query.back)));
  });

  router.post("/sign-in/link", limit, requireSameOrigin(origin), form, async (request, response) => {
    const given = token.safeParse(request.body?.token);
    const personId = given.success && (await sessions.takeLink(secrets.hashed(given.data), ports.clock()));
    if (!personId)
      throw new ForbiddenError("This link was used already, or its time is over. Ask for another.");
    await openSession(desk, request, response, personId);
    log.info({ person: personId, way: "link" }, "Somebody signed in");
    response.redirect(303, ownPath(request.body?.back));
  });

  router.post("/sign-out", requireSameOrigin(origin), form, async (request, response) => {
    const own = cookies.read(request, "session");
    if (own !== undefined && secrets.isFormKey(own, request.body?.key))
      await sessions.dropSession(secrets.hashed(own));
    cookies.drop(response, "session");
    response.redirect(303, "/sign-in");
  });

  return router;
}
