/** The one place where a value becomes part of a jq program: ASCII only, so that a terminal shows what jq reads. */
export function jqText(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
