/** How likely something is at an hour of the day (UTC, with fractions), from 0 to 1. */
export type Rhythm = (hour: number) => number;

export const allDay: Rhythm = () => 1;

/** Customers: a long afternoon, a quiet night. */
export const customers: Rhythm = (hour) => 0.25 + 0.75 * Math.max(0, Math.sin(((hour - 4) / 20) * Math.PI));

/** People: from seven to five with a break, and now and then somebody late. */
export const officeHours: Rhythm = (hour) =>
  hour >= 7 && hour < 17 ? (hour >= 11 && hour < 12 ? 0.4 : 1) : 0.03;

/** What runs while nobody buys. */
export const night: Rhythm = (hour) => (hour >= 1 && hour < 4 ? 1 : 0);

export function hourOf(at: Date): number {
  return at.getUTCHours() + at.getUTCMinutes() / 60;
}
