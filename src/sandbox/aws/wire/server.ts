import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import type { Report } from "../report.ts";
import type { Operations } from "../world.ts";
import { type Answer, writeAnswer, writeError } from "./answer.ts";
import { AwsError } from "./aws-error.ts";
import { type Call, readCall, readProtocol } from "./call.ts";
import type { Control } from "./control-routes.ts";

const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Told after each call that reached an operation; `error` when it was refused. */
export type CallWitness = (call: Call, outcome: { result?: object; error?: AwsError }) => void;

export interface ServerParts {
  /** The services of the account that a call is for. */
  services: (call: Call) => Record<string, Operations>;
  report: Report;
  control: Control;
  witness: CallWitness;
  /** Before each request, so that nobody sees the account as it was before its time had come. */
  before: () => void;
}

/** Answers every signed `POST /`, whichever service it is for, and the control API. */
export function createAwsServer({ services, report, control, witness, before }: ServerParts): Server {
  const server = createServer(async (request, response) => {
    const hungUp = new AbortController();
    response.once("close", () => hungUp.abort());
    const { status, headers, body } =
      (await answerTo(request, hungUp.signal).catch(() => undefined)) ?? BROKEN;
    response.writeHead(status, headers).end(body);
  });
  // Longer than any client keeps a connection idle: the server must not hang up just when the next call comes.
  server.keepAliveTimeout = 65_000;
  return server;

  async function answerTo(request: IncomingMessage, abandoned: AbortSignal): Promise<Answer> {
    const protocol = readProtocol(request.headers);
    try {
      const body = await readBody(request);
      before();
      const { method = "", url: path = "", headers } = request;
      const contentType = headers["content-type"] ?? "";
      const controlled = await control({ method, path, contentType, host: headers.host ?? "", body });
      if (controlled) return controlled;
      const sourceAddress = request.socket.remoteAddress ?? "127.0.0.1";
      const call = readCall(request.headers, body, { sourceAddress, abandoned });
      return await perform(call);
    } catch (error) {
      return writeError(protocol, randomUUID(), asAwsError(error));
    }
  }

  async function perform(call: Call): Promise<Answer> {
    const name = `${call.service}:${call.operation}`;
    const known = services(call);
    const operations = Object.hasOwn(known, call.service) ? known[call.service] : undefined;
    const operation =
      operations && Object.hasOwn(operations, call.operation) ? operations[call.operation] : undefined;
    if (operation === undefined) {
      report.unknown(name);
      return writeError(call.protocol, call.requestId, unknownOperation(call));
    }
    report.called(name);
    try {
      const result = await operation(call);
      witness(call, { result });
      return writeAnswer(call, result);
    } catch (thrown) {
      const error = asAwsError(thrown);
      report.failed(name, error.code);
      witness(call, { error });
      return writeError(call.protocol, call.requestId, error);
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

function unknownOperation({ protocol, service, operation }: Call): AwsError {
  return protocol.kind === "json"
    ? new AwsError(
        "UnknownOperationException",
        `The sandbox account has no operation ${operation} of ${service}.`,
      )
    : new AwsError("InvalidAction", `The action ${operation} is not valid for this web service.`);
}

function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  // A fault of the sandbox itself: say so where it runs, since the caller sees only "internal".
  console.error("The sandbox account failed:", error);
  return new AwsError("InternalFailure", "The sandbox account failed; its own output says why.", {
    status: 500,
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
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
  if (request.headers["content-encoding"] !== "gzip") return body.toString("utf8");
  try {
    return gunzipSync(body, { maxOutputLength: MAX_BODY_BYTES }).toString("utf8");
  } catch {
    throw new AwsError("SerializationException", "The request body is not valid gzip, or too large.");
  }
}
