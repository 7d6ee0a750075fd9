import { createHash } from "node:crypto";
import express, { type Router } from "express";
import { script } from "./script.ts";
import { styles } from "./styles.ts";

const named = (text: string, type: string) =>
  `/assets/cairn-${createHash("sha256").update(text).digest("hex").slice(0, 16)}.${type}`;

export const stylesAt = named(styles, "css");
export const scriptAt = named(script, "js");

/** The pages' style and script. They hold nothing of anybody, and a change of theirs has another address. */
export function createAssets(): Router {
  const router = express.Router();
  for (const [path, text, type] of [
    [stylesAt, styles, "text/css"],
    [scriptAt, script, "text/javascript"],
  ] as const)
    router.get(path, (_request, response) => {
      response.set("Cache-Control", "public, max-age=31536000, immutable").type(type).send(text);
    });
  return router;
}
