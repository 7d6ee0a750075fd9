import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { createRateLimit } from "../../../src/sandbox/slack/rate-limit.ts";

export interface Arrival {
  /** By the bench's clock (`performance.now()`). */
  at: number;
  channel: string;
  /** Everything that was said, as JSON. */
  said: string;
  edit: boolean;
}

/** What Slack does with whatever is posted. */
export interface Mood {
  /** One message a second and channel, five at once, and 50 edits a minute; else it takes all that comes. */
  limits: boolean;
  /** Refuses everything with this status; 429 says for how long. */
  refuse?: { status: 429 | 500; untilMs: number };
}

/** One Slack for both sides: incoming webhooks (`/webhook/CHANNEL`) and as much of the Web API as Cairn uses. */
export interface SlackStub {
  url: string;
  mood: Mood;
  arrivals: Arrival[];
  refused: number;
  stop(): Promise<void>;
}

interface Answer {
  status?: 429 | 500;
  retryAfter?: number;
  body?: string;
}

const says = (answered: object): Answer => ({ body: JSON.stringify({ ok: true, ...answered }) });

interface Kept {
  ts: string;
  thread_ts?: string;
  metadata?: unknown;
}

const bot = { team_id: "T0BENCH", bot_id: "B0BENCH", user_id: "U0BENCH", user: "cairn" };
const channelPace = { burst: 5, perSecond: 1 };
const editPace = { burst: 50, perSecond: 50 / 60 };

export async function startSlackStub(): Promise<SlackStub> {
  const kept = new Map<string, Kept[]>();
  const take = createRateLimit(() => new Date());
  const stub: SlackStub = { url: "", mood: { limits: false }, arrivals: [], refused: 0, stop };
  let last = 0;

  const server = createServer((request, response) => {
    readBody(request).then(
      (body) => {
        const {
          status = 200,
          retryAfter,
          body: said = status === 429 ? "rate_limited" : "server_error",
        } = answerTo(request.url ?? "", body);
        if (status !== 200) stub.refused += 1;
        response.writeHead(status, {
          "Content-Type": said.startsWith("{") ? "application/json" : "text/plain",
          ...(retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) }),
        });
        response.end(said);
      },
      () => response.destroy(),
    );
  });

  /** Undefined when it may pass. */
  function refusal(bucket?: string, pace = channelPace): Answer | undefined {
    const { limits, refuse } = stub.mood;
    const leftMs = refuse ? refuse.untilMs - performance.now() : 0;
    if (refuse && leftMs > 0)
      return refuse.status === 500 ? { status: 500 } : { status: 429, retryAfter: Math.ceil(leftMs / 1000) };
    const wait = limits && bucket !== undefined ? take(bucket, pace) : 0;
    return wait > 0 ? { status: 429, retryAfter: wait } : undefined;
  }

  function keep(channel: string, said: string, message: Omit<Kept, "ts"> = {}): string {
    stub.arrivals.push({ at: performance.now(), channel, said, edit: false });
    last = Math.max(last + 1, Date.now() * 1000);
    const ts = `${Math.floor(last / 1e6)}.${String(last % 1e6).padStart(6, "0")}`;
    const before = kept.get(channel) ?? [];
    kept.set(channel, before);
    before.push({ ts, ...message });
    return ts;
  }

  function answerTo(url: string, body: string): Answer {
    const [, way = "", name = ""] = url.split("/");
    if (way === "webhook") {
      const refused = refusal(name);
      if (!refused) keep(name, body);
      return refused ?? { body: "ok" };
    }
    const args = Object.fromEntries(new URLSearchParams(body));
    const { channel = "", thread_ts } = args;
    switch (name) {
      case "auth.test":
        return says(bot);
      case "conversations.info":
        return says({ channel: { id: channel, name: "bench", is_member: true } });
      case "conversations.history":
      case "conversations.replies": {
        const messages = (kept.get(channel) ?? []).map((each) => ({ ...each, bot_id: bot.bot_id }));
        return refusal() ?? says({ messages: messages.toReversed() });
      }
      case "chat.postMessage": {
        const refused = refusal(channel);
        if (refused) return refused;
        const metadata = args.metadata === undefined ? undefined : JSON.parse(args.metadata);
        const ts = keep(channel, JSON.stringify(args), { thread_ts, metadata });
        return says({ channel, ts, message: { ts, thread_ts } });
      }
      case "chat.update": {
        const refused = refusal("edits", editPace);
        if (refused) return refused;
        stub.arrivals.push({ at: performance.now(), channel, said: JSON.stringify(args), edit: true });
        return says({ channel, ts: args.ts });
      }
      default:
        return says({});
    }
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stub.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return stub;

  async function stop(): Promise<void> {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
