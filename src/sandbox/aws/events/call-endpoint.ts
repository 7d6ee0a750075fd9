import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";

export interface EndpointAnswer {
  status: number;
  retryAfter?: string;
  body: string;
}

const MOST_READ = 64 * 1024;

/** Calls an endpoint with exactly these headers. Rejects when it is not reached, or not done in time. */
export function callEndpoint(
  url: URL,
  call: { method: string; headers: Record<string, string>; body: string; withinMs: number },
): Promise<EndpointAnswer> {
  const { method, headers, body, withinMs } = call;
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const request = send(
      url,
      { method, headers: { ...headers, "Content-Length": String(Buffer.byteLength(body)) }, agent: false },
      (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => {
          if (text.length < MOST_READ) text += chunk.toString("utf8");
        });
        response.once("error", reject);
        response.once("end", () => {
          clearTimeout(timer);
          resolve({
            status: response.statusCode ?? 0,
            retryAfter: response.headers["retry-after"],
            body: text,
          });
        });
      },
    );
    const timer = setTimeout(() => request.destroy(new Error("timeout")), withinMs);
    request.once("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.end(body);
  });
}
