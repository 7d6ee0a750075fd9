import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { type Answer, writeError } from "./answer.ts";
import { AwsError } from "./aws-error.ts";
import { readCall, readProtocol } from "./call.ts";
import type { Control } from "./control-routes.ts";
import { asAwsError, type CallParts, createCallPerformer } from "./perform-call.ts";

const MAX_BODY_BYTES = 64 * 1024 * 1024;

export interface ServerParts extends CallParts {
  control: Control;
  /** Before each request, so that nobody sees the account as it was before its time had come. */
  before: () => void;
}

/** Answers every signed `POST /`, whichever service it is for, the requests of S3, and the control API. */
export function createAwsServer({ control, before, ...parts }: ServerParts): Server {
  const perform = createCallPerformer(parts);
  const server = createServer(async (request, response) => {
    const hungUp = new AbortController();
    response.once("close", () => hungUp.abort());
    const answer = await answerTo(request, hungUp.signal).catch(() => BROKEN);
    if (answer === undefined) request.socket.destroy();
    else if (answer.cutOff) cutOff(response.writeHead(answer.status, answer.headers), answer.body);
    else response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  // Longer than any client keeps a connection idle: the server must not hang up just when the next call comes.
  server.keepAliveTimeout = 65_000;
  return server;

  async function answerTo(request: IncomingMessage, abandoned: AbortSignal): Promise<Answer | undefined> {
    const protocol = readProtocol(request.headers);
    try {
      // What S3 is given to keep is kept as it came.
      const body = await readBody(request, protocol.kind !== "rest");
      before();
      const { method = "", url: path = "", headers } = request;
      const sourceAddress = request.socket.remoteAddress ?? "127.0.0.1";
      if (protocol.kind !== "rest") {
        const [contentType = "", host = ""] = [headers["content-type"], headers.host];
        const controlled = await control({ method, path, contentType, host, body: body.toString("utf8") });
        if (controlled) return controlled;
      }
      return await perform(readCall({ method, path, headers, body }, { sourceAddress, abandoned }));
    } catch (error) {
      return writeError(protocol, randomUUID(), asAwsError(error));
    }
  }
}

/** Takes the port if it is free, else any other; gives the one it took. Loopback only. */
export async function listenNear(server: Server, port: number, host: string): Promise<number> {
  try {
    return await listen(server, port, host);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return await listen(server, 0, host);
  }
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

const BROKEN: Answer = { status: 500, headers: {}, body: "" };

/** Says how much there is, gives half of it, and hangs up. */
function cutOff(response: ServerResponse, body: string | Buffer): void {
  const half = Buffer.from(body).subarray(0, body.length / 2);
  response.write(half, () => response.socket?.destroy());
}

async function readBody(request: IncomingMessage, inflate: boolean): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) {
      throw new AwsError("RequestEntityTooLarge", "The request body is too large.", { status: 413 });
    }
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (!inflate || request.headers["content-encoding"] !== "gzip") return body;
  try {
    return gunzipSync(body, { maxOutputLength: MAX_BODY_BYTES });
  } catch {
    throw new AwsError("SerializationException", "The request body is not valid gzip, or too large.");
  }
}
