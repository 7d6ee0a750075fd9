import { openPageLink } from "../flows/home/open-page-link.ts";
import type { Secrets } from "../http/sign-in/secrets.ts";

/** Makes addresses that sign one person in, once, and lead to a page or to the list. */
export const pageLinks =
  ({
    secrets,
    origin,
    ...ports
  }: Parameters<typeof openPageLink>[0] & { secrets: Secrets; origin: string }) =>
  async (personId: string, path?: string): Promise<string> => {
    const token = secrets.newToken();
    await openPageLink(ports, { personId, tokenHash: secrets.hashed(token) });
    const asked = new URLSearchParams({ token, ...(path === undefined ? {} : { back: path }) });
    return `${origin}/sign-in/link?${asked}`;
  };
