import { bot, team } from "../seed.ts";
import { SlackError } from "../slack-error.ts";
import { type Methods, needs, text, tier } from "./method.ts";

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
