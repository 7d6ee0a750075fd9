const maxLength = 2_048;

/** A text as proxies log it; `-`, nothing and what is neither text nor number are absent. */
export function textValue(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return undefined;
  const text = value.slice(0, maxLength).trim();
  return text === "" || text === "-" ? undefined : text;
}

/** A count, a size or a duration, which many proxies log as text. */
export function numberValue(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? value : undefined;
  const text = textValue(value);
  return text !== undefined && /^\d{1,15}(\.\d{1,6})?$/.test(text) ? Number(text) : undefined;
}

/** A status, as a number or as its plain text. */
export function statusValue(value: unknown): number | undefined {
  if (typeof value === "string") return /^(0|[1-9]\d{0,2})$/.test(value) ? Number(value) : undefined;
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 999
    ? value
    : undefined;
}

/** Of several tries (`502, 200`) the last one's status. */
export function lastStatusValue(value: unknown): number | undefined {
  return statusValue(typeof value === "string" ? value.split(/[,:]/).at(-1)?.trim() : value);
}

/** A path without its query string, where credentials may stand. */
export function pathValue(value: unknown): string | undefined {
  return textValue(textValue(value)?.replace(/[?#][\s\S]*$/, ""));
}

/** The record without the fields that the proxy did not log. */
export function withoutAbsent<Fields extends object>(
  fields: Fields,
): { [Key in keyof Fields]: Exclude<Fields[Key], undefined> } {
  const there: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) there[name] = value;
  return there as { [Key in keyof Fields]: Exclude<Fields[Key], undefined> };
}
