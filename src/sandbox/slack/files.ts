import { createHash } from "node:crypto";
import type { Fields } from "./json.ts";
import type { StoredFile } from "./records.ts";
import { secrets, team } from "./seed.ts";
import type { World } from "./world.ts";

const kinds: Record<string, { mimetype: string; filetype: string }> = {
  md: { mimetype: "text/markdown", filetype: "markdown" },
  txt: { mimetype: "text/plain", filetype: "text" },
  log: { mimetype: "text/plain", filetype: "text" },
  csv: { mimetype: "text/csv", filetype: "csv" },
  json: { mimetype: "application/json", filetype: "json" },
  ndjson: { mimetype: "application/json", filetype: "json" },
  html: { mimetype: "text/html", filetype: "html" },
  png: { mimetype: "image/png", filetype: "png" },
  jpg: { mimetype: "image/jpeg", filetype: "jpg" },
  jpeg: { mimetype: "image/jpeg", filetype: "jpg" },
  gif: { mimetype: "image/gif", filetype: "gif" },
  svg: { mimetype: "image/svg+xml", filetype: "svg" },
  pdf: { mimetype: "application/pdf", filetype: "pdf" },
  gz: { mimetype: "application/gzip", filetype: "gzip" },
};

export function fileKind(name: string): { mimetype: string; filetype: string } {
  const extension = name.split(".").pop()?.toLowerCase() ?? "";
  return kinds[extension] ?? { mimetype: "application/octet-stream", filetype: "binary" };
}

/** Upload URLs carry what proves that this workspace gave them out. */
export function uploadTicket(fileId: string): string {
  return createHash("sha256").update(`${secrets.signingSecret} ${fileId}`).digest("hex").slice(0, 24);
}

export function uploadUrl(world: World, fileId: string): string {
  return `${world.url}/upload/${fileId}/${uploadTicket(fileId)}`;
}

/** A file as the Web API and messages show it. */
export function fileFields(world: World, file: StoredFile): Fields {
  const isText = /^text\/|json/.test(file.mimetype);
  const place = `${world.url}/files-pri/${team.id}-${file.id}`;
  return {
    id: file.id,
    created: file.created,
    timestamp: file.created,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.filetype,
    pretty_type: file.filetype,
    user: file.user,
    size: file.size,
    mode: isText ? "snippet" : "hosted",
    is_external: false,
    is_public: true,
    editable: isText,
    url_private: `${place}/${encodeURIComponent(file.name)}`,
    url_private_download: `${place}/download/${encodeURIComponent(file.name)}`,
    permalink: `${world.url}/files/${file.id}`,
    channels: file.channels,
    ...(file.altText !== undefined && { alt_txt: file.altText }),
  };
}
