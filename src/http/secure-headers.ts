import type { RequestHandler } from "express";

const HEADERS = {
  // Nothing is loaded and no script runs; a page that needs a style says so itself.
  "Content-Security-Policy":
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Strict-Transport-Security": "max-age=31536000",
  "Cache-Control": "no-store",
};

export const secureHeaders: RequestHandler = (_request, response, next) => {
  response.set(HEADERS);
  next();
};
