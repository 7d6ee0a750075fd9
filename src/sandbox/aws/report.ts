/** What happened to the account since it started; counts by `service:Operation`. */
export interface AccountReport {
  calls: Record<string, number>;
  /** Who made them: by `service:Operation`, the caller's ARN and, after a space, the SourceIdentity of its session. */
  callers: Record<string, number>;
  /** By `service:Operation ErrorCode`. */
  errors: Record<string, number>;
  /** Operations that were asked for and that this account does not have. */
  unknownOperations: Record<string, number>;
  /** Faults that struck, by `service:Operation fault`. */
  faults: Record<string, number>;
  /** Events that matched a rule and reached no target, with the reason. */
  undelivered: { rule: string; target: string; reason: string; count: number }[];
  /** Files of the trail folder that could not be read. */
  skippedFiles: { file: string; reason: string }[];
}

export interface Report {
  called: (operation: string, caller: { arn: string; sourceIdentity?: string }) => void;
  failed: (operation: string, code: string) => void;
  unknown: (operation: string) => void;
  struck: (fault: string) => void;
  undelivered: (rule: string, target: string, reason: string) => void;
  skipped: (file: string, reason: string) => void;
  read: () => AccountReport;
}

export function createReport(): Report {
  const calls = new Map<string, number>();
  const callers = new Map<string, number>();
  const errors = new Map<string, number>();
  const unknownOperations = new Map<string, number>();
  const faults = new Map<string, number>();
  const undelivered = new Map<string, AccountReport["undelivered"][number]>();
  const skippedFiles: AccountReport["skippedFiles"] = [];
  const count = (counts: Map<string, number>, name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  return {
    called(operation, { arn, sourceIdentity }) {
      count(calls, operation);
      count(callers, [operation, arn, sourceIdentity].filter(Boolean).join(" "));
    },
    failed: (operation, code) => count(errors, `${operation} ${code}`),
    unknown: (operation) => count(unknownOperations, operation),
    struck: (fault) => count(faults, fault),
    undelivered(rule, target, reason) {
      const key = JSON.stringify([rule, target, reason]);
      undelivered.set(key, { rule, target, reason, count: (undelivered.get(key)?.count ?? 0) + 1 });
    },
    skipped: (file, reason) => skippedFiles.push({ file, reason }),
    read: () => ({
      calls: Object.fromEntries(calls),
      callers: Object.fromEntries(callers),
      errors: Object.fromEntries(errors),
      unknownOperations: Object.fromEntries(unknownOperations),
      faults: Object.fromEntries(faults),
      undelivered: [...undelivered.values()],
      skippedFiles: [...skippedFiles],
    }),
  };
}
