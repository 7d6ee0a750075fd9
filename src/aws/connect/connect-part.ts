/** One thing in the account that `connect` makes and removes. */
export interface ConnectPart {
  /** For people: `queue cairn-alarms`. */
  resource: string;
  /** What differs from how it should be; undefined when there is none. */
  inspect(): Promise<string[] | undefined>;
  /** Makes it, or makes it as it should be. */
  settle(): Promise<void>;
  /** Where it is found, for the settings. */
  address?(): Promise<string | undefined>;
  /** The resource that must go first. */
  neededBy?: string;
  /** Removes it; says why when it must stay. */
  remove(): Promise<string | undefined>;
}

/** Whether two JSON texts, or a text and a value, mean the same. */
export function sameJson(text: string | undefined, wanted: unknown): boolean {
  try {
    return canonical(JSON.parse(text ?? "")) === canonical(wanted);
  } catch {
    return false;
  }
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
