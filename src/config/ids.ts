import { z } from "zod";

export const channelId = z
  .string()
  .regex(
    /^[CG][A-Z0-9]{2,}$/,
    "must be a channel's id such as C0123456789 (in Slack: the channel's details, at the bottom)",
  );
export const personOrGroup = z
  .string()
  .regex(/^[UWS][A-Z0-9]{2,}$/, "must be the id of a person (U…) or user group (S…)");
export const runbookId = z.string().regex(/^[a-z0-9-]+$/, "must be a runbook's id");
