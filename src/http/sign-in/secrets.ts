import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** What the session key is good for; each use has a name of its own, so that one cannot stand for another. */
export interface Secrets {
  newToken(): string;
  /** What is kept of a token: it says nothing without the key. */
  hashed(token: string): string;
  /** What a session's forms carry. */
  formKey(token: string): string;
  isFormKey(token: string, given: unknown): boolean;
  /** A value that comes back unchanged or not at all, until its time is over. */
  sealed(value: Record<string, string>, until: Date): string;
  unsealed(text: string | undefined, now: Date): Record<string, string> | undefined;
}

export function createSecrets(key: string): Secrets {
  const sign = (use: string, text: string): Buffer =>
    createHmac("sha256", key).update(`${use}\0${text}`).digest();
  const same = (given: string, wanted: Buffer): boolean => {
    const bytes = Buffer.from(given, "base64url");
    return bytes.length === wanted.length && timingSafeEqual(bytes, wanted);
  };
  const formKey = (token: string) => sign("form", token).toString("base64url");
  return {
    newToken: () => randomBytes(32).toString("base64url"),
    hashed: (token) => sign("token", token).toString("hex"),
    formKey,
    isFormKey: (token, given) => typeof given === "string" && same(given, sign("form", token)),
    sealed(value, until) {
      const body = Buffer.from(JSON.stringify({ ...value, until: until.toISOString() })).toString(
        "base64url",
      );
      return `${body}.${sign("seal", body).toString("base64url")}`;
    },
    unsealed(text, now) {
      const [body, seal, ...more] = (text ?? "").split(".");
      if (!body || seal === undefined || more.length > 0 || !same(seal, sign("seal", body))) return undefined;
      const value = JSON.parse(Buffer.from(body, "base64url").toString("utf8")) as Record<string, string>;
      return new Date(value.until ?? 0) > now ? value : undefined;
    },
  };
}
