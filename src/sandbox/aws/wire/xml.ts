/** Writes nested values as XML elements: an array repeats its element, a Date is ISO, undefined is left out. */
export function toXml(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object") return escapeXml(String(value));
  return Object.entries(value)
    .map(([name, child]) =>
      (Array.isArray(child) ? child : [child]).map((one) => element(name, one)).join(""),
    )
    .join("");
}

/** Wraps every list in `<member>`, the way STS and CloudWatch write theirs. */
export function withMembers(value: unknown): unknown {
  if (value instanceof Date || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return { member: value.map(withMembers) };
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, withMembers(child)]));
}

/** As `withMembers`, with maps of attributes as `<entry>`s, the way SNS writes them. */
export function withEntries(result: object): unknown {
  const { Attributes, ...rest } = result as { Attributes?: Record<string, string> };
  const members = withMembers(rest) as object;
  if (Attributes === undefined) return members;
  const entry = Object.entries(Attributes).map(([key, value]) => ({ key, value }));
  return { ...members, Attributes: { entry } };
}

function element(name: string, value: unknown): string {
  return value === undefined ? "" : `<${name}>${toXml(value)}</${name}>`;
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#13;",
};

function escapeXml(text: string): string {
  return text.replace(/[&<>"\r]/g, (character) => ENTITIES[character] ?? character);
}
