import type { Request, Response } from "express";

export interface Cookies {
  read(request: Pick<Request, "headers">, name: CookieName): string | undefined;
  write(response: Pick<Response, "append">, name: CookieName, value: string, maxAgeSeconds: number): void;
  drop(response: Pick<Response, "append">, name: CookieName): void;
}

/** `session` is who is signed in, `sign-in` what a sign-in that is under way must come back with. */
export type CookieName = "session" | "sign-in";

/**
 * Cookies that only this host reads, no script, and no other site's forms. Over plain HTTP, which is let through on
 * this machine alone, they cannot be marked as secure.
 */
export function createCookies(secure: boolean): Cookies {
  const named = (name: CookieName) => `${secure ? "__Host-" : ""}cairn-${name}`;
  const rest = `; Path=/; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
  return {
    read({ headers }, name) {
      const found = (headers.cookie ?? "")
        .split(";")
        .map((each) => each.trim())
        .filter((each) => each.startsWith(`${named(name)}=`));
      // Twice means that somebody else set one of them: neither is believed.
      return found.length === 1 ? found[0]?.slice(named(name).length + 1) : undefined;
    },
    write: (response, name, value, maxAge) =>
      void response.append("Set-Cookie", `${named(name)}=${value}; Max-Age=${maxAge}${rest}`),
    drop: (response, name) => void response.append("Set-Cookie", `${named(name)}=; Max-Age=0${rest}`),
  };
}
