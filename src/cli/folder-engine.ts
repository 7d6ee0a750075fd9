import { type AccessLogFolder, createAccessLogArchive } from "../archive/access-log-archive.ts";
import { createArchiveEngine } from "../archive/archive-engine.ts";
import { type AccessFormat, accessFormats } from "../domain/access-log/read-line.ts";
import { InputError } from "../domain/errors.ts";
import { parseNetwork } from "../domain/query/network.ts";
import { engineBySource } from "../engine-by-source.ts";
import type { QueryEngine } from "../flows/ports.ts";

/** What may be said about access logs on the command line. */
export const accessLogOptions = {
  "access-logs": { type: "string" },
  format: { type: "string" },
  "trusted-proxy": { type: "string", multiple: true },
} as const;

export interface AccessLogOptions {
  "access-logs"?: string;
  format?: string;
  "trusted-proxy"?: string[];
}

/** Asks a folder of CloudTrail files, and the access logs in it or in a folder of their own. */
export function folderEngine(archive: string, options: AccessLogOptions, now: () => Date): QueryEngine {
  const logs: AccessLogFolder = {
    folder: options["access-logs"] ?? archive,
    format: readFormat(options.format ?? "auto"),
    trustedProxies: (options["trusted-proxy"] ?? []).map((text) => parseNetwork(text).text),
  };
  return engineBySource("archive", {
    cloudtrail: createArchiveEngine({ folder: archive, now }),
    "access-log": createAccessLogArchive({ folders: [logs], now }),
  });
}

function readFormat(text: string): AccessFormat {
  const format = accessFormats.find((each) => each === text);
  if (format) return format;
  throw new InputError(`--format is one of ${accessFormats.join(", ")}, not "${text}".`);
}
