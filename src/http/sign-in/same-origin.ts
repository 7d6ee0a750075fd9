import type { RequestHandler } from "express";
import { Refusal } from "../refusal.ts";

/**
 * Lets a form's request pass only when our own page sent it. Browsers say where a form comes from; what says nothing
 * is no browser of today.
 */
export const requireSameOrigin =
  (origin: string): RequestHandler =>
  (request, _response, next) => {
    const { origin: from, "sec-fetch-site": site } = request.headers;
    // A page without a referrer sends its own forms with the origin "null"; then the browser tells in another header.
    const ours = from === origin || ((from === undefined || from === "null") && site === "same-origin");
    if (!ours)
      throw new Refusal(403, "This form did not come from Cairn's own page. Open the page and try again.");
    next();
  };
