import { baseMethods } from "./base.ts";
import { chatMethods } from "./chat.ts";
import { conversationMethods } from "./conversations.ts";
import { fileMethods } from "./files.ts";
import { historyMethods } from "./history.ts";
import { markMethods } from "./marks.ts";
import type { Methods } from "./method.ts";
import { openidMethods } from "./openid.ts";
import { scheduleMethods } from "./schedule.ts";
import { streamMethods } from "./stream.ts";
import { userMethods } from "./users.ts";
import { viewMethods } from "./views.ts";

/** Every Web API method this workspace has; any other is an `unknown_method`. */
export function webApiMethods(openConnection: () => string): Methods {
  return {
    ...baseMethods(openConnection),
    ...chatMethods,
    ...scheduleMethods,
    ...streamMethods,
    ...conversationMethods,
    ...historyMethods,
    ...viewMethods,
    ...userMethods,
    ...markMethods,
    ...fileMethods,
    ...openidMethods,
  };
}
