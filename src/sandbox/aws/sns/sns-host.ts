import { Agent, createServer, get, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { Duplex } from "node:stream";
import { connect, createSecureContext } from "node:tls";
import type { Signer } from "./signer.ts";

/** `https://sns.<region>.amazonaws.com` on loopback. */
export interface SnsHost {
  /** Leads requests for SNS's own host names here and trusts the sandbox's authority; no check is weakened. */
  agent: Agent;
  /** Fetches what SNS serves over HTTPS by the agent, e.g. a signing certificate. Rejects unless it is there. */
  fetch: (url: string) => Promise<string>;
  stop: () => Promise<void>;
}

const NAME = /^sns\.[a-z0-9-]{3,}\.amazonaws\.com(\.cn)?$/;

/** `answer` gives what a GET of the path is answered with. The server starts with the first request. */
export function createSnsHost(
  signer: () => Signer,
  answer: (path: string) => { status: number; contentType: string; body: string },
): SnsHost {
  let starting: Promise<Server> | undefined;
  const start = async (): Promise<Server> => {
    const { key, issueFor } = signer();
    const contexts = new Map<string, ReturnType<typeof createSecureContext>>();
    const server = createServer(
      {
        SNICallback(name, callback) {
          if (!NAME.test(name)) return callback(new Error(`SNS has no host ${name}.`));
          const context = contexts.get(name) ?? createSecureContext({ key, cert: issueFor(name) });
          contexts.set(name, context);
          callback(null, context);
        },
      },
      (request, response) => {
        const { status, contentType, body } = answer(request.url ?? "/");
        response.writeHead(status, { "content-type": contentType, connection: "close" }).end(body);
      },
    );
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(0, "127.0.0.1", resolve);
    });
    return server;
  };

  const agent = new Agent();
  agent.createConnection = (options, callback) => {
    const { servername, host } = options as { servername?: string; host?: string };
    starting ??= start();
    starting.then(
      (server): void => {
        const { port } = server.address() as AddressInfo;
        const ca = signer().authority.certificate;
        callback?.(null, connect({ host: "127.0.0.1", port, servername: servername || (host ?? ""), ca }));
      },
      (error) => callback?.(error, new Duplex()),
    );
    return undefined;
  };
  return {
    agent,
    fetch: (url) =>
      new Promise((resolve, reject) => {
        get(url, { agent }, (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            if (response.statusCode === 200) return resolve(Buffer.concat(chunks).toString("utf8"));
            reject(new Error(`SNS answered ${response.statusCode} for ${url}.`));
          });
        }).on("error", reject);
      }),
    async stop() {
      agent.destroy();
      const server = await starting?.catch(() => undefined);
      await new Promise<void>((resolve) => {
        if (server === undefined) return resolve();
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
