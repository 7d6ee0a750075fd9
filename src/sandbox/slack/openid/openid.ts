import { generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import type { Fields } from "../json.ts";

/** What somebody said yes to on the page, until the app comes for it. */
export interface Grant {
  person: string;
  redirectUri: string;
  nonce?: string;
  challenge?: string;
  scopes: string[];
  /** The workspace's own time. */
  expiresAt: number;
}

/** Sign in with Slack: keys, grants and what a test makes wrong on purpose. */
export interface OpenId {
  clientId: string;
  clientSecret: string;
  keyId: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
  /** Not in the published keys: what it signs must not be believed. */
  strangeKey: KeyObject;
  /** By code. */
  grants: Map<string, Grant>;
  /** By access token: whose it is. */
  tokens: Map<string, { person: string; scopes: string[] }>;
  tampering: IdTokenTampering | undefined;
}

/** What is wrong with the id tokens from now on. */
export interface IdTokenTampering {
  claims?: (claims: Fields) => Fields;
  /** Signed by a key that nobody published. */
  strangeKey?: boolean;
  /** The signature left out, and the algorithm called `none`. */
  unsigned?: boolean;
}

export function createOpenId(): OpenId {
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    clientId: "1234567890.0987654321",
    clientSecret: "sandbox-client-secret",
    keyId: randomBytes(8).toString("hex"),
    ...keys,
    strangeKey: generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey,
    grants: new Map(),
    tokens: new Map(),
    tampering: undefined,
  };
}
