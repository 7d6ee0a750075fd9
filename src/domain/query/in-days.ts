import type { Window } from "./query.ts";

const daySeconds = 86_400;

/** `14 d`, or `3 h` of what is shorter than a day. */
export function inDays(seconds: number): string {
  const days = Math.round(seconds / daySeconds);
  return days >= 1 ? `${days} d` : `${Math.max(1, Math.round(seconds / 3_600))} h`;
}

export const spanOf = ({ from, to }: Window): string => inDays((to.getTime() - from.getTime()) / 1_000);
