import type { MutationName } from "./mutations.ts";

/** The promise that stands on each mechanism. */
export const mutatedPromises: Record<MutationName, string> = {
  "ack-before-commit": "G1",
  "no-order-by-state-time": "G2",
  "no-semantic-key": "G2",
  "client-retries": "G3",
  "look-up-error-means-absent": "G3",
  "look-up-of-one-page": "G3",
  "no-grace": "G3",
  "no-head-of-lane": "G3",
  "no-look-up": "G3",
  "act-again": "G4",
  "no-permission-at-run": "G4",
  "own-approval": "G4",
  "no-pace": "G5",
  "no-storm": "G5",
  "no-fence": "G6",
  "no-lease-end": "G6",
  "no-put-back": "G6",
  "no-sweeper": "G6",
  "no-chain": "G7",
  "no-redaction": "G8",
  "no-inert-text": "G9",
  "no-source-identity": "G10",
  "no-heartbeat": "G11",
  "no-second-path": "G11",
};
