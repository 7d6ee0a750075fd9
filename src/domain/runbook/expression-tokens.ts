import { InputError } from "../errors.ts";

export type Token =
  | { kind: "symbol"; text: string }
  | { kind: "word"; text: string }
  | { kind: "value"; text: string; value: string | number | boolean };

const keywords = new Set(["and", "or", "not", "in", "contains", "known"]);

const shapes: [RegExp, (text: string) => Token | undefined][] = [
  [/^\s+/, () => undefined],
  [/^(?:==|!=|>=|<=|>|<|\(|\)|\[|\]|,|\*|\/)/, (text) => ({ kind: "symbol", text })],
  [/^(?:"[^"]*"|'[^']*')/, (text) => ({ kind: "value", text, value: text.slice(1, -1) })],
  [/^-?\d+(?:\.\d+)?(?![\w.:/-])/, (text) => ({ kind: "value", text, value: Number(text) })],
  // Columns may be `resources[0].ARN`, `distinct(eventSource)` or `decode(requestParameters.policy).Version`.
  [/^[A-Za-z_](?:[\w.:-]|\[\d+\]|\([\w.:-]+\))*/, word],
];

function word(text: string): Token {
  if (text === "true" || text === "false") return { kind: "value", text, value: text === "true" };
  return keywords.has(text) ? { kind: "symbol", text } : { kind: "word", text };
}

/** The tokens of a `when`. Throws InputError at the first character that belongs to none. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let rest = text;
  while (rest.length > 0) {
    const matched = shapes
      .map(([shape, make]) => ({ text: shape.exec(rest)?.[0], make }))
      .find((each) => each.text !== undefined);
    if (matched?.text === undefined)
      throw new InputError(
        `\`${text}\` cannot be read at \`${rest.slice(0, 20)}\`. Text stands in quotes; there is no arithmetic but * and /.`,
      );
    const token = matched.make(matched.text);
    if (token) tokens.push(token);
    rest = rest.slice(matched.text.length);
  }
  return tokens;
}
