import { requireMessageBlocks } from "../blocks/validate-blocks.ts";
import { requireView } from "../blocks/validate-view.ts";
import { type Fields, fieldsOf } from "../json.ts";
import { revokeToken } from "../meanwhile.ts";
import { bot, team } from "../seed.ts";
import { SlackError, withMessages } from "../slack-error.ts";
import { type Call, flag, type Methods, needs, parsed, text, tier } from "./method.ts";

/** Methods about the app itself. */
export function baseMethods(openConnection: () => string): Methods {
  return {
    "api.test": {
      token: "none",
      perMinute: tier.four,
      run({ args }) {
        const { token: _, ...echoed } = args;
        if (text(args, "error") !== "") throw new SlackError(text(args, "error"), { args: echoed });
        return { args: echoed };
      },
    },
    "auth.test": {
      perMinute: tier.special,
      run: ({ world }) => ({
        url: `${world.url}/`,
        team: team.name,
        user: world.manifest.botName,
        team_id: team.id,
        user_id: bot.userId,
        bot_id: bot.botId,
        is_enterprise_install: false,
      }),
    },
    "auth.revoke": {
      perMinute: tier.three,
      run({ world, args }) {
        const onlyATry = flag(args, "test");
        if (!onlyATry) revokeToken(world);
        return { revoked: !onlyATry };
      },
    },
    "blocks.validate": { token: "none", perMinute: tier.three, run: validate },
    "apps.connections.open": {
      token: "app",
      perMinute: tier.three,
      run: () => ({ url: openConnection() }),
    },
    "team.info": {
      scopes: needs("team:read"),
      perMinute: tier.three,
      run: () => ({ team: { ...team, email_domain: "", icon: { image_default: true } } }),
    },
    "bots.info": {
      scopes: needs("users:read"),
      perMinute: tier.three,
      run({ world, args }) {
        if (![bot.botId, ""].includes(text(args, "bot"))) throw new SlackError("bot_not_found");
        return {
          bot: {
            id: bot.botId,
            deleted: false,
            name: world.manifest.appName,
            updated: 0,
            app_id: bot.appId,
            user_id: bot.userId,
            icons: {},
          },
        };
      },
    },
  };
}

/** Says whether Slack would take blocks, a view or a message; needs no token. */
function validate({ args }: Call): Fields {
  const blocks = parsed(args, "blocks", "invalid_blocks_format");
  const view = parsed(args, "view", "invalid_arguments");
  const message = parsed(args, "message", "invalid_arguments");
  if ([blocks, view, message].filter((each) => each !== undefined).length !== 1)
    throw withMessages("invalid_arguments", ["must define exactly one of: blocks, view, message"]);
  if (view !== undefined) requireView(view, fieldsOf(view).type === "home" ? "home" : "modal");
  else requireMessageBlocks(blocks ?? fieldsOf(message).blocks);
  return {};
}
