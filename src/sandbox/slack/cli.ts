import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startWorkspace } from "./index.ts";
import type { Workspace } from "./workspace.ts";

const ownManifest = fileURLToPath(new URL("../../../manifest.yml", import.meta.url));

export const slackSandboxUsage = `cairn sandbox slack [--port N] [--state FILE] [--manifest FILE] [--request-url URL]

Starts a Slack workspace on this machine that a real Bolt app connects to.
  --port N           listen here (default: a free port)
  --state FILE       keep messages across restarts (default: in memory)
  --manifest FILE    the app's manifest (default: ./manifest.yml, else the one that comes with Cairn)
  --request-url URL  deliver by signed HTTP to this URL (default: Socket Mode)
`;

/** `cairn sandbox slack`: starts the workspace, says how to connect, and leaves stopping to the caller. */
export async function runSlackSandbox(
  args: string[],
  print: (line: string) => void = console.log,
): Promise<Workspace | undefined> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: "string" },
      state: { type: "string" },
      manifest: { type: "string" },
      "request-url": { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    print(slackSandboxUsage);
    return undefined;
  }
  const port = values.port === undefined ? 0 : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`--port ${values.port} is not a port. Give a number from 0 to 65535.`);
  }
  const workspace = await startWorkspace({
    port,
    stateFile: values.state,
    manifestFile: values.manifest ?? (existsSync("manifest.yml") ? "manifest.yml" : ownManifest),
    requestUrl: values["request-url"],
  });
  if (workspace.portTaken !== undefined)
    print(`Port ${workspace.portTaken} is taken; using ${workspace.port}.`);
  print(`Workspace:  ${workspace.url}`);
  print("Connect an app with:");
  print(`  SLACK_API_URL=${workspace.apiUrl}`);
  print(`  SLACK_BOT_TOKEN=${workspace.botToken}`);
  print(`  SLACK_APP_TOKEN=${workspace.appToken}`);
  print(`  SLACK_SIGNING_SECRET=${workspace.signingSecret}`);
  return workspace;
}
