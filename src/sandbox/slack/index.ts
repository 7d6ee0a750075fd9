import { createClearFaults, createFault } from "./create-fault.ts";
import { prepareState } from "./fresh-state.ts";
import { createHttpDelivery, verifyRequestUrl } from "./http-delivery.ts";
import { readManifest } from "./manifest.ts";
import { webApiMethods } from "./methods/index.ts";
import { inProcessWire } from "./people/in-process-wire.ts";
import { createPersonClient } from "./people/person-client.ts";
import { channelStates, findDuplicates } from "./report.ts";
import { awaitScheduled } from "./scheduled.ts";
import { bot, secrets, seedChannels, seedPeople, team } from "./seed.ts";
import { createHttpServer, listen } from "./server.ts";
import { createSocketMode } from "./socket-mode.ts";
import { openStateFile } from "./state-file.ts";
import { createWebApi } from "./web-api.ts";
import type { Workspace, WorkspaceOptions } from "./workspace.ts";
import { createWorld } from "./world.ts";

export type { PersonClient } from "./people/person-client.ts";
export type { Outcome, PersonRequest } from "./people/requests.ts";
export type { Screen, SeenMessage } from "./people/see.ts";
export type { Channel, Message, Person } from "./records.ts";
export type { Report } from "./report.ts";
export type { FaultInput, Workspace, WorkspaceOptions } from "./workspace.ts";

const ackWithinMs = 3000;

/** Starts a Slack workspace on loopback that the real Bolt connects to unchanged. */
export async function startWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const clock = options.clock ?? (() => new Date());
  const manifest = readManifest(options.manifestFile, options.commandNames);
  const files = openStateFile(options.stateFile);
  const state = prepareState(files.load(), {
    people: options.people ?? seedPeople,
    channels: options.channels ?? seedChannels,
    manifest,
    now: clock(),
  });

  const { requestUrl } = options;
  const { signingSecret } = secrets;
  const sockets = createSocketMode({
    ackWithinMs,
    onSecondAck: () => {
      world.tally.acks.twice += 1;
    },
    after: (ms, work) => world.clock.after(ms, work),
    note: (what) => world.journal.note("connection", what),
  });
  const send =
    requestUrl === undefined ? sockets.send : createHttpDelivery({ requestUrl, signingSecret, ackWithinMs });
  const world = createWorld({
    state,
    files,
    manifest,
    clock,
    send,
    eventsAnHour: options.eventsAnHour,
    commandNames: options.commandNames,
  });
  world.connections = requestUrl === undefined ? sockets.count : () => 1;
  if (requestUrl === undefined) world.socketState = sockets.state;
  const ownSockets = requestUrl === undefined ? sockets : undefined;

  const openConnection = () =>
    `${world.url.replace("http:", "ws:")}/link/?ticket=${sockets.ticket()}&app_id=${bot.appId}`;
  const wire = inProcessWire(world);
  awaitScheduled(world);
  const workspace: Workspace = {
    url: "",
    apiUrl: "",
    port: 0,
    ...secrets,
    teamId: team.id,
    appId: bot.appId,
    clientId: world.openid.clientId,
    clientSecret: world.openid.clientSecret,
    tamperIdTokens: (how) => {
      world.openid.tampering = how;
    },
    botUserId: bot.userId,
    people: state.people.filter((person) => !person.isBot),
    channels: state.channels.filter((channel) => channel.name !== "").map(({ id, name }) => ({ id, name })),
    as: (personId) => createPersonClient(personId, wire),
    report: () => ({
      ...structuredClone(world.tally),
      duplicates: findDuplicates(state.messages),
      connections: world.connections(),
      channels: channelStates(state),
      messages: structuredClone(state.messages),
    }),
    fault: createFault(world, ownSockets),
    clearFaults: createClearFaults(world, ownSockets),
    verifyRequestUrl: async () =>
      requestUrl === undefined
        ? "This workspace delivers over Socket Mode: there is no request URL."
        : verifyRequestUrl(requestUrl, signingSecret),
    now: world.clock.now,
    advance(ms) {
      world.clock.advance(ms);
      world.changed();
    },
    async stop() {
      world.clock.stop();
      await sockets.stop();
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
      files.saveSoon(state);
      files.flush();
    },
  };

  const server = createHttpServer(world, workspace, createWebApi(world, webApiMethods(openConnection)));
  server.on("upgrade", sockets.handleUpgrade);
  const port = await listen(server, options.port ?? 0);
  world.url = `http://127.0.0.1:${port}`;
  Object.assign(workspace, { url: world.url, apiUrl: `${world.url}/api/`, port });
  if (options.port !== undefined && options.port !== 0 && options.port !== port)
    workspace.portTaken = options.port;
  return workspace;
}
