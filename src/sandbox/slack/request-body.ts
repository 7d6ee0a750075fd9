import type { IncomingMessage } from "node:http";
import { type Fields, fieldsOf } from "./json.ts";

const mostBytes = 64 * 1024 * 1024;

export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > mostBytes) throw new Error(`A request body is larger than ${mostBytes} bytes.`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

/** The arguments of a Web API call, from its query and its urlencoded, JSON or multipart body. */
export async function readArguments(request: IncomingMessage): Promise<Fields> {
  const query = Object.fromEntries(new URL(request.url ?? "", "http://localhost").searchParams);
  const bytes = await readBytes(request);
  const type = request.headers["content-type"] ?? "";
  if (bytes.length === 0) return query;
  if (type.startsWith("application/json")) return { ...query, ...jsonBody(bytes) };
  if (type.startsWith("multipart/form-data"))
    return { ...query, ...(await multipartBody(bytes, type)).fields };
  return { ...query, ...Object.fromEntries(new URLSearchParams(bytes.toString("utf8"))) };
}

function jsonBody(bytes: Buffer): Fields {
  try {
    return fieldsOf(JSON.parse(bytes.toString("utf8")));
  } catch {
    return { invalidJson: true };
  }
}

async function multipartBody(bytes: Buffer, type: string): Promise<{ fields: Fields; file?: Buffer }> {
  const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": type } }).formData();
  const fields: Fields = {};
  let file: Buffer | undefined;
  for (const [name, value] of form) {
    if (typeof value === "string") fields[name] = value;
    else file = Buffer.from(await value.arrayBuffer());
  }
  return { fields, file };
}

/** The bytes of an upload: the file part of a form, else the body as it came. */
export async function readUpload(request: IncomingMessage): Promise<Buffer> {
  const bytes = await readBytes(request);
  const type = request.headers["content-type"] ?? "";
  if (!type.startsWith("multipart/form-data")) return bytes;
  const { file, fields } = await multipartBody(bytes, type);
  return file ?? Buffer.from(String(fields.body ?? fields.file ?? ""));
}
