interface Published {
  promise: string;
  scope: string;
  /** Where else it is tried. */
  elsewhere?: string;
}

/** What is promised, and to what it does not reach. */
export const promises: Record<string, Published> = {
  G1: {
    promise: "No accepted alarm is lost",
    scope:
      "Accepted means: answered with 2xx, deleted from the queue, or acknowledged to Slack. Loss of PostgreSQL's disk is not covered.",
  },
  G2: {
    promise: "One alarm transition is one timeline entry in one incident",
    scope: "However often, by whichever way and in whatever order it comes.",
  },
  G3: {
    promise: "Every message shows exactly once, in the order of its thread",
    scope:
      "As long as Slack lets a message it took be read within the grace, and nobody removes it meanwhile. Files and asides to one person: at least once.",
  },
  G4: {
    promise: "A step runs only if it is allowed at the moment it runs",
    scope:
      "What contains never runs without another person's approval of exactly that, and never again by itself.",
    elsewhere: "test/flows",
  },
  G5: {
    promise: "A storm is stored whole and shown calmly",
    scope:
      "Slack gets one message a second and channel at most; beyond a few new incidents a minute there is one for all.",
  },
  G6: {
    promise: "Recovery without anybody's help",
    scope: "Killed workers, PostgreSQL restarts, half-open lines, wrong clocks, any order of starting.",
  },
  G7: { promise: "Changes of the record are detected", scope: "What is older than the last anchor." },
  G8: {
    promise: "No credential reaches Slack, logs, queue or export",
    scope: "The classes that test/fuzz plants.",
    elsewhere: "test/fuzz",
  },
  G9: {
    promise: "Hostile text is inert",
    scope: "It cannot mention, link, format, query or compute.",
    elsewhere: "test/fuzz",
  },
  G10: {
    promise: "Every call to AWS carries the responder's name",
    scope: "Where a role is assumed: as SourceIdentity.",
    elsewhere: "every scenario (I10)",
  },
  G11: {
    promise: "Never silent",
    scope: "What Slack does not show is told in the log, on the event bus and by e-mail where set.",
  },
};
