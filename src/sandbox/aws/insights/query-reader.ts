import { AwsError } from "../wire/aws-error.ts";

/** Reads a query from left to right. White space and comments between the parts do not count. */
export interface QueryReader {
  /** Whole words, whatever their case. */
  word: (text: string) => boolean;
  sign: (text: string) => boolean;
  match: (sticky: RegExp) => RegExpExecArray | undefined;
  peek: (sticky: RegExp) => boolean;
  /** `user.name`, `@timestamp`, `` `odd-name`.x ``, without the back-ticks. */
  name: () => string | undefined;
  text: () => string | undefined;
  regex: () => RegExp | undefined;
  expectSign: (text: string) => void;
  ended: () => boolean;
  place: () => number;
  /** What was read since a place, as it was written. */
  since: (place: number) => string;
  fail: (message?: string, from?: number) => AwsError;
}

const NAME = /((?:`[^`]+`|@{0,2}[A-Za-z_][\w@]*)(?:\.(?:`[^`]+`|[\w@]+))*)/y;
const TEXT = /"((?:[^"\\]|\\[\s\S])*)"|'((?:[^'\\]|\\[\s\S])*)'/y;
const REGEX = /\/((?:[^/\\\n]|\\.)+)\//y;
const MAX_REGEX = 500;

export function createQueryReader(query: string): QueryReader {
  let at = 0;
  const skip = () => {
    const blank = /(?:\s+|#[^\n]*)*/y;
    blank.lastIndex = at;
    at += blank.exec(query)?.[0].length ?? 0;
  };
  const match = (sticky: RegExp) => {
    skip();
    sticky.lastIndex = at;
    const found = sticky.exec(query) ?? undefined;
    if (found !== undefined) at += found[0].length;
    return found;
  };
  const peek = (sticky: RegExp) => {
    skip();
    sticky.lastIndex = at;
    return sticky.test(query);
  };
  const fail = (message?: string, from?: number) => {
    skip();
    const start = from ?? at;
    const found = query.slice(start).match(/^\w+|^./)?.[0];
    const told =
      message ?? (found === undefined ? "unexpected end of the query" : `unexpected symbol found ${found}`);
    return malformed(told, start, start + (found?.length ?? 0));
  };
  const sign = (text: string) => {
    skip();
    if (!query.startsWith(text, at)) return false;
    at += text.length;
    return true;
  };
  return {
    match,
    peek,
    fail,
    sign,
    word: (text) => match(new RegExp(`${text}(?![\\w.@])`, "iy")) !== undefined,
    name: () => match(NAME)?.[1]?.replaceAll("`", ""),
    text() {
      const found = match(TEXT);
      return found && (found[1] ?? found[2] ?? "").replace(/\\(["'\\])/g, "$1");
    },
    regex() {
      skip();
      const from = at;
      const source = match(REGEX)?.[1];
      if (source === undefined) return undefined;
      const [, flags = "", rest = source] = /^\(\?([ims]+)\)([\s\S]*)$/.exec(source) ?? [];
      try {
        if (source.length > MAX_REGEX) throw new Error("too long");
        return new RegExp(rest.replaceAll("(?P<", "(?<"), flags);
      } catch {
        throw fail(`invalid regular expression /${source}/`, from);
      }
    },
    expectSign(text) {
      if (!sign(text)) throw fail();
    },
    ended() {
      skip();
      return at === query.length;
    },
    place() {
      skip();
      return at;
    },
    since: (place) => query.slice(place, at).trim(),
  };
}

function malformed(message: string, startCharOffset: number, endCharOffset: number): AwsError {
  return new AwsError("MalformedQueryException", message, {
    details: { queryCompileError: { location: { startCharOffset, endCharOffset }, message } },
  });
}
