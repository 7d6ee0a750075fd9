const ranks: Record<string, number> = {
  eventID: 0,
  sharedEventID: 0,
  requestID: 0,
  "userIdentity.accessKeyId": 1,
  key: 1,
  "userIdentity.arn": 2,
  "userIdentity.principalId": 2,
  "userIdentity.userName": 2,
  "userIdentity.sessionContext.sourceIdentity": 2,
  "resources.ARN": 3,
  principal: 3,
  actor: 3,
  sourceIPAddress: 3,
  ip: 3,
  eventName: 4,
  call: 4,
  errorCode: 5,
  errorMessage: 5,
  userAgent: 5,
  eventSource: 6,
  awsRegion: 8,
  readOnly: 8,
  eventType: 9,
  eventCategory: 9,
  eventVersion: 9,
  managementEvent: 9,
};

/** How few records one value of a field usually has: 0 is the most selective. A guess that costs time, never rows. */
export function fieldRank(path: string): number {
  return Object.hasOwn(ranks, path) ? (ranks[path] ?? 7) : 7;
}
