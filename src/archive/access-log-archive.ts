import { accessNotes } from "../domain/access-log/access-notes.ts";
import type { AccessFormat } from "../domain/access-log/read-line.ts";
import { InputError } from "../domain/errors.ts";
import { answerRows } from "../domain/query/answer-rows.ts";
import { completenessOf } from "../domain/query/completeness.ts";
import { conditionInWords } from "../domain/query/condition-words.ts";
import { createEvaluation } from "../domain/query/evaluate.ts";
import { parseNetwork } from "../domain/query/network.ts";
import { visible } from "../domain/text/visible.ts";
import type { QueryEngine } from "../flows/ports.ts";
import { type AccessPassedOver, accessFiles, nothingPassedOver } from "./access-files.ts";
import { archiveCommand } from "./archive-command.ts";
import { type AccessFileLimits, readAccessFile } from "./read-access-file.ts";
import { ArchiveTooLarge } from "./unreadable-file.ts";

/** A folder of one proxy's access logs, or of several when the format is `auto`. */
export interface AccessLogFolder {
  folder: string;
  format: AccessFormat;
  /** Networks of our own proxies: whom they heard from is believed. */
  trustedProxies: readonly string[];
}

export interface AccessLogLimits extends AccessFileLimits {
  /** Bytes of all files together once inflated. */
  totalBytes: number;
}

const mebibyte = 1024 * 1024;

const defaultLimits: AccessLogLimits = {
  fileBytes: 4 * 1024 * mebibyte,
  totalBytes: 32 * 1024 * mebibyte,
  lineBytes: 4 * mebibyte,
};

/** Asks folders of access logs of API Gateway, Kong and Envoy. Their names say nothing: every file is read. */
export function createAccessLogArchive({
  folders,
  notAsked = [],
  now,
  limits = defaultLimits,
}: {
  folders: readonly AccessLogFolder[];
  /** Logs that other engines hold, named with every answer. */
  notAsked?: readonly string[];
  now: () => Date;
  limits?: AccessLogLimits;
}): QueryEngine {
  return {
    name: "archive",
    plan: (request) => ({
      engine: "archive",
      pushedDown: [],
      checkedHere: [conditionInWords(request.query.where), "time within the window"],
      estimate: {},
      command: folders.map((each) => archiveCommand({ ...request, ...each })).join("\n"),
    }),
    async ask({ query, window, account }, { signal, progress, evaluate = createEvaluation }) {
      if (query.from !== "access-log")
        throw new InputError(`These folders hold access logs, not ${query.from}. Ask another engine.`);
      signal.throwIfAborted();
      const evaluation = evaluate(query, window);
      const passedOver = nothingPassedOver();
      const budget = { bytesLeft: limits.totalBytes };
      const unreadable: string[] = [];
      let [filesRead, unread] = [0, 0];
      let stopped: string | undefined;
      try {
        for (const { folder, format, trustedProxies } of folders) {
          const trusted = trustedProxies.map(parseNetwork);
          for await (const { path, name } of accessFiles(folder, passedOver)) {
            const reading = await readAccessFile(
              path,
              { format, trusted },
              { limits, budget, signal },
              (record) => evaluation.add(record),
            );
            filesRead += 1;
            unread += reading.unread;
            if (reading.stoppedBecause) unreadable.push(`${visible(name, 120)}: ${reading.stoppedBecause}`);
            progress({ pagesRead: filesRead, ...evaluation.progress() }, () => evaluation.result());
          }
        }
      } catch (error) {
        if (!(error instanceof ArchiveTooLarge)) throw error;
        stopped = `reading stopped after ${Math.floor(limits.totalBytes / mebibyte)} MB in ${filesRead} files; ask a folder with fewer`;
      }
      const result = evaluation.result();
      const notRead = unreadable.length + passedOver.closedFolders.length;
      return {
        ...answerRows(result),
        completeness: completenessOf({
          engine: "archive",
          accounts: account === "" ? [] : [account],
          regions: [],
          logs: folders.map(({ folder, format }) => `${folder} (${format})`),
          window,
          pagesRead: filesRead,
          evaluation: result,
          truncated:
            stopped ??
            (notRead > 0
              ? `${notRead} of ${filesRead} files or folders could not be read to the end`
              : undefined),
          notes: notesOf({ unreadable, unread, filesRead, passedOver, notAsked }),
          now: now(),
        }),
      };
    },
  };
}

const maxNamed = 3;

/** Remarks without which an answer, above all an empty one, could be misread. */
function notesOf({
  unreadable,
  unread,
  filesRead,
  passedOver: { links, closedFolders },
  notAsked,
}: {
  unreadable: readonly string[];
  unread: number;
  filesRead: number;
  passedOver: AccessPassedOver;
  notAsked: readonly string[];
}): string[] {
  const named = unreadable.slice(0, maxNamed);
  const rest = unreadable.length - named.length;
  return [
    ...(unreadable.length > 0
      ? [`Not read to the end: ${named.join("; ")}${rest > 0 ? `; and ${rest} more` : ""}.`]
      : []),
    ...(closedFolders.length > 0 ? [`Folders that could not be opened: ${closedFolders.length}.`] : []),
    ...(links > 0 ? [`Symbolic links not followed: ${links}.`] : []),
    ...(filesRead === 0 ? ["No access log (.log, .json, .ndjson, .txt or .gz) was found there."] : []),
    ...accessNotes({ unread, notAsked }),
  ];
}
