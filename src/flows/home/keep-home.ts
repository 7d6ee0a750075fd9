import type { Ports } from "../ports.ts";

/** Somebody looked at their App Home: from now on it is kept up to date. */
export const homeOpened = (
  { store, clock }: Pick<Ports, "store" | "clock">,
  { personId }: { personId: string },
): Promise<void> => store.transaction((tx) => tx.homeOpened(personId, clock()));

/** What is shown there now, so that the same is not shown again. */
export const homeShown = (
  { store }: Pick<Ports, "store">,
  { personId, hash }: { personId: string; hash: string },
): Promise<void> => store.transaction((tx) => tx.homeShown(personId, hash));

const lookedAtWithinMs = 12 * 3_600_000;
const mostHomes = 100;

/** Those who have looked at theirs in the last hours: the others' are made when they come back. */
export const homesInUse = ({ store, clock }: Pick<Ports, "store" | "clock">) =>
  store.homes(new Date(clock().getTime() - lookedAtWithinMs), mostHomes);
