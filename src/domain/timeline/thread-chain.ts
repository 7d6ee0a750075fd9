import { canonicalJson, chainStart, sha256 } from "./audit.ts";
import type { MessageVersion, ThreadLink } from "./thread-message.ts";
import type { Json, ThreadHead } from "./timeline.ts";

/** What of a version is chained: all but its author's name, which may change. */
export type ChainedVersion = Omit<MessageVersion, "author"> & { author: { id: string } };

const contentOf = (version: ChainedVersion, text: string): { [key: string]: Json } => ({
  channel: version.channel,
  ts: version.ts,
  threadTs: version.threadTs ?? null,
  author: version.author.id,
  at: version.at.toISOString(),
  kind: version.kind,
  changedAt: version.changedAt.toISOString(),
  text,
});

/**
 * SHA-256(previous hash ‖ canonical JSON of the version). Its text enters as a salted commitment, so that it can be
 * erased later without breaking the chain.
 */
export const linkHash = (
  previous: string,
  incidentId: string,
  version: ChainedVersion,
  { seq, salt }: Pick<ThreadLink, "seq" | "salt">,
): string =>
  sha256(
    previous +
      canonicalJson({
        ...{ incident: incidentId, seq, revision: version.revision },
        ...contentOf(version, sha256(salt + version.text)),
      }),
  );

/** What the first link is chained to: the versions from before there was a chain, which are fixed with it. */
export function threadStart(unlinked: readonly ChainedVersion[]): string {
  if (unlinked.length === 0) return chainStart;
  const contents = unlinked.map((version) => canonicalJson(contentOf(version, sha256(version.text))));
  return sha256(canonicalJson(contents.sort()));
}

/** What is to be held against each other: every version, the last link as it was told, and entries that name links. */
export interface ThreadToCheck {
  incidentId: string;
  versions: readonly ChainedVersion[];
  head?: ThreadHead | undefined;
  entries: readonly { seq: number; thread?: ThreadHead | undefined }[];
}

/** What does not hold of a thread's messages, in words; each is held against what stands before it. */
export function threadFaults({ incidentId, versions, head, entries }: ThreadToCheck): string[] {
  const links = linksOf(versions);
  const hashes = new Map(links.map(({ link }) => [link.seq, link.hash]));
  let before = threadStart(versions.filter(({ link }) => link === undefined));
  const changed = links.flatMap(({ version, link }, index) => {
    const previous = before;
    before = link.hash;
    const expected = (links[index - 1]?.link.seq ?? 0) + 1;
    if (link.seq !== expected)
      return [`Message version ${expected} is missing, or out of its place: ${link.seq} comes instead.`];
    if (linkHash(previous, incidentId, version, link) === link.hash) return [];
    const older = link.seq === 1 ? ", or a message from before the chain was changed, left out or added" : "";
    return [
      `Message version ${link.seq} (${version.kind}, ${version.changedAt.toISOString()}) was changed${older}: its hash does not fit.`,
    ];
  });
  const held = [
    ...entries.flatMap(({ seq, thread }) => (thread ? [{ by: `Entry ${seq}`, ...thread }] : [])),
    ...(head ? [{ by: "The incident", ...head }] : []),
  ].flatMap(({ by, seq, hash }) => {
    const found = hashes.get(seq);
    if (found === undefined)
      return [`${by} tells of ${seq} versions of messages; ${hashes.size} are here: some are left out.`];
    return found === hash ? [] : [`${by} tells another hash of message version ${seq} than stands there.`];
  });
  const last = links.at(-1)?.link.seq ?? 0;
  const tooMany =
    head && last > head.seq
      ? [`The incident tells of ${head.seq} versions of messages; ${last} are here: some were added.`]
      : [];
  return [...changed, ...held, ...tooMany];
}

/** How far the chain reaches: what it cannot tell about is said, not passed over. */
export function threadReach({ versions, entries }: Pick<ThreadToCheck, "versions" | "entries">): {
  links: number;
  unlinked: number;
  loose: number;
} {
  const links = linksOf(versions).length;
  const anchored = Math.max(0, ...entries.map(({ thread }) => thread?.seq ?? 0));
  return { links, unlinked: versions.length - links, loose: Math.max(0, links - anchored) };
}

const linksOf = <V extends ChainedVersion>(versions: readonly V[]) =>
  versions
    .flatMap((version) => (version.link ? [{ version, link: version.link }] : []))
    .sort((a, b) => a.link.seq - b.link.seq);
