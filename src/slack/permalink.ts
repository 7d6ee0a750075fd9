import type { ShownMessage } from "../flows/ports.ts";

/** The address of a message of ours, as Slack makes it; undefined without the workspace's own. */
export const permalink = (
  workspaceUrl: string | undefined,
  place: ShownMessage | undefined,
): string | undefined => {
  if (workspaceUrl === undefined || place === undefined) return undefined;
  const { channel, ts, threadTs } = place;
  const thread = threadTs === undefined ? "" : `?thread_ts=${threadTs}&cid=${channel}`;
  return new URL(`archives/${channel}/p${ts.replace(".", "")}${thread}`, workspaceUrl).href;
};
