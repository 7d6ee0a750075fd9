export interface IamStatement {
  Sid: string;
  Effect: "Allow";
  Principal?: { AWS: string };
  Action: string[];
  Resource?: string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** Nothing where it would be about nothing. */
export function about(sid: string, resources: string[], actions: string[]): IamStatement[] {
  return resources.length > 0
    ? [{ Sid: sid, Effect: "Allow", Action: actions, Resource: unique(resources) }]
    : [];
}

export const unique = (texts: string[]) => [...new Set(texts)];
