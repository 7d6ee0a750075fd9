const seconds = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

export const durationPattern = /^([1-9]\d{0,4})([smhdw])$/;

/** `90s`, `10m`, `24h`, `14d`, `2w` in seconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = durationPattern.exec(text.trim()) ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  return Number(amount) * seconds[unit as keyof typeof seconds];
}

/** The shortest way to write it: 5400 is `90m`, 86400 is `1d`. */
export function formatDuration(totalSeconds: number): string {
  const unit = (["d", "h", "m"] as const).find((each) => totalSeconds % seconds[each] === 0) ?? "s";
  return `${totalSeconds / seconds[unit]}${unit}`;
}
