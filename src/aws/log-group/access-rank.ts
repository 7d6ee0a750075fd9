const ranks: Record<string, number> = {
  requestId: 0,
  ip: 1,
  keyId: 2,
  consumer: 3,
  subject: 3,
  path: 4,
  route: 5,
  userAgent: 6,
  host: 8,
  status: 8,
  method: 9,
};

const otherNames: Record<string, string> = {
  clientIp: "ip",
  key: "keyId",
  principal: "subject",
  actor: "subject",
};

/** The field that a name of people stands for in the lines of an access log. */
export const fieldBehind = (path: string): string => otherNames[path] ?? path;

/** How few lines a condition on a field leaves; 0 is the most selective. */
export const accessRank = (path: string): number => ranks[fieldBehind(path)] ?? 20;
