import type { FindingLevel } from "../../domain/finding.ts";

export const levelMark: Record<FindingLevel, string> = {
  ok: "🟢",
  note: "🔵",
  unknown: "⚪",
  warning: "🟠",
  critical: "🔴",
};
