import type { RequestHandler } from "express";

const HEADERS = {
  // Our own style, script and pictures; nothing inline, nothing from anywhere else.
  "Content-Security-Policy": [
    ...[
      "default-src 'none'",
      "style-src 'self'",
      "script-src 'self'",
      "img-src 'self'",
      "form-action 'self'",
    ],
    ...["frame-ancestors 'none'", "base-uri 'none'"],
  ].join("; "),
  // The browser names the page that a form comes from; other sites are told nothing.
  "Referrer-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

/** On top of what every answer has: what a page of ours needs, and no more. */
export const pageHeaders: RequestHandler = (_request, response, next) => {
  response.set(HEADERS);
  next();
};
