import type { Row } from "./event-fields.ts";
import { readPrimary } from "./expression.ts";
import type { Command } from "./flow.ts";
import type { QueryReader } from "./query-reader.ts";
import { asText } from "./value.ts";

/** `parse @message "user=*, ip=*" as user, ip`, or `parse field /user=(?<user>\S+)/`. */
export function readParse(reader: QueryReader): Command {
  const ofMessage = reader.peek(/["'/]/y);
  const source = ofMessage ? (row: Row) => row.read("@message") : readPrimary(reader);
  const from = reader.place();
  const regex = reader.regex();
  const glob = regex ? undefined : reader.text();
  if (regex === undefined && glob === undefined) throw reader.fail();
  const names = regex ? namedGroups(regex) : readNames(reader);
  const stars = glob?.split("*").length ?? 0;
  if (names.length === 0 || (glob !== undefined && stars - 1 !== names.length)) {
    throw reader.fail("parse needs one name for each part that it takes out", from);
  }
  const pattern = regex ?? globRegex(glob ?? "");
  return (flow) => {
    for (const row of flow.rows) {
      const value = source(row);
      const found = value === undefined ? null : pattern.exec(asText(value));
      if (found === null) continue;
      for (const [at, name] of names.entries()) row.write(name, found.groups?.[name] ?? found[at + 1]);
    }
    return flow;
  };
}

function readNames(reader: QueryReader): string[] {
  if (!reader.word("as")) throw reader.fail();
  const names: string[] = [];
  do {
    const name = reader.name();
    if (name === undefined) throw reader.fail();
    names.push(name);
  } while (reader.sign(","));
  return names;
}

function namedGroups(regex: RegExp): string[] {
  return [...regex.source.matchAll(/\(\?<([A-Za-z_]\w*)>/g)].map(([, name = ""]) => name);
}

/** Each star takes as little as it can, the last one at the end all that is left. */
function globRegex(glob: string): RegExp {
  const pieces = glob.split("*").map((piece) => piece.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  const open = glob.endsWith("*");
  return new RegExp(
    pieces
      .map((piece, at) =>
        at === 0 ? piece : `(${open && at === pieces.length - 1 ? "[\\s\\S]*" : "[\\s\\S]*?"})${piece}`,
      )
      .join(""),
  );
}
