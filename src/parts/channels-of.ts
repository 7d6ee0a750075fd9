import type { Config } from "../config.ts";
import { isChannel } from "../domain/escalation/ladder.ts";

/** All that incidents may be posted to, and that ladders call. */
export const channelsOf = ({ slack, routes, ladders }: Config["file"]): string[] => [
  slack.channel,
  ...routes.flatMap(({ channel }) => channel ?? []),
  ...Object.values(ladders).flatMap(({ rungs }) => rungs.flatMap(({ notify }) => notify.filter(isChannel))),
];
