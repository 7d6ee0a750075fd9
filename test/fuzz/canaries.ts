import fc from "fast-check";

/**
 * A secret of a kind that Cairn promises never to show, and how it stands in a text or an object. The classes are
 * what is promised (reliability: G8), and no others.
 */
export interface Canary {
  kind: string;
  /** The part that must not be seen anywhere. */
  secret: string;
  /** As it stands in a text; absent for what only its name gives away. */
  text?: string;
  /** As it stands in a record. */
  value: unknown;
}

const lower = "abcdefghijklmnopqrstuvwxyz";
const base64 = `ABCDEFGHIJKLMNOPQRSTUVWXYZ${lower}0123456789`;

/** Letters of every kind in turn, as random base64 mostly is: what has no name is known by its look alone. */
function mixed(seed: number, length: number): string {
  let state = seed + 1;
  const kinds = ["ABCDEFGHIJKLMNOPQRSTUVWXYZ", lower, "0123456789"];
  return Array.from({ length }, (_, at) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const kind = kinds[at % 3] ?? base64;
    return kind[Math.floor(state / 65_536) % kind.length] ?? "x";
  }).join("");
}

type Make = (seed: number) => Omit<Canary, "kind">;
const inText =
  (before: string, length: number, after = ""): Make =>
  (seed) => {
    const secret = mixed(seed, length);
    const text = `${before}${secret}${after}`;
    return { secret, text, value: text };
  };
/** What only its name gives away: any word may be a password. */
const named =
  (name: string): Make =>
  (seed) => {
    const secret = `plain-${mixed(seed, 9)}`;
    return { secret, value: { [name]: secret, kept: "yes" } };
  };

/** Every class of secret that is looked for. */
export const classes: Record<string, Make> = {
  "session token of STS": inText("IQoJb3JpZ2luX2Vj", 120),
  "older session token of STS": inText("token FwoGZXIvYXdz", 120, "=="),
  "secret access key, by its look": inText("key ", 40, " end"),
  "secret access key, URL-encoded": (seed) => {
    const [first, second] = [mixed(seed, 19), mixed(seed + 7, 20)];
    return { secret: second, text: `k=${first}%2F${second}`, value: `k=${first}%2F${second}` };
  },
  "secret access key in a text of settings": inText("AWS_SECRET_ACCESS_KEY=", 40),
  "JSON web token": (seed) => {
    const secret = mixed(seed, 30);
    const text = `jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.${secret} end`;
    return { secret, text, value: text };
  },
  "private key in PEM": inText(
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE",
    64,
    "\n-----END RSA PRIVATE KEY-----",
  ),
  "private key that was cut off": inText("x -----BEGIN EC PRIVATE KEY-----\n", 24),
  "signature of a signed address": inText(
    "https://b.s3.amazonaws.com/o?X-Amz-Date=1&X-Amz-Signature=",
    24,
    "&x=1",
  ),
  "token of a signed address": inText("https://b.s3.amazonaws.com/o?X-Amz-Security-Token=", 24),
  "password in a command": inText("mysql --password=", 12, " -h db"),
  "password under a longer name": inText("DB_PASSWORD=", 12),
  "password in an address": inText("postgres://app:", 12, "@db.example:5432/x"),
  "bearer token": inText("Authorization: Bearer ", 24),
  "basic authorization": inText("Authorization: Basic ", 24),
  cookie: inText("Cookie: session=", 20),
  "API key in a header": inText("x-api-key: ", 24),
  "token in a query string": inText("GET /v1/orders?a=1&access_token=", 20, "&b=2"),
  "token of Slack": inText("xoxb-1234567890-", 20),
  "token of GitHub": inText("ghp_", 36),
  "token of GitLab": inText("glpat-", 20),
  "token of npm": inText("npm_", 36),
  "key of Stripe": inText("sk_live_", 24),
  "key of Google": inText("AIza", 35),
  "long random text": inText("blob ", 80, " end"),
  "JSON in a text": (seed) => {
    const secret = `plain-${mixed(seed, 9)}`;
    const text = JSON.stringify({ user: "app", masterUserPassword: secret });
    return { secret, text, value: text };
  },
  "JSON in JSON in a text": (seed) => {
    const secret = `plain-${mixed(seed, 9)}`;
    const text = JSON.stringify({ body: JSON.stringify({ clientSecret: secret, a: 1 }) });
    return { secret, text, value: text };
  },
  "JSON in the middle of a text": (seed) => {
    const secret = `plain-${mixed(seed, 9)}`;
    const text = `called with {"password":"${secret}","a":1} and failed`;
    return { secret, text, value: text };
  },
  "password by its name": named("masterUserPassword"),
  "secret by its name": named("secretString"),
  "token by its name": named("sessionToken"),
  "user data": named("userData"),
  "code of a second factor": named("tokenCode"),
  "environment of a function": (seed) => {
    const secret = `plain-${mixed(seed, 9)}`;
    return { secret, value: { environment: { variables: { LEVEL: secret } } } };
  },
  "parameter of a stack": named("parameterValue"),
  "name and value apart": (seed) => {
    const secret = `plain-${mixed(seed, 9)}`;
    return { secret, value: [{ name: "DB_PASSWORD", value: secret }] };
  },
};

export const canary: fc.Arbitrary<Canary> = fc
  .tuple(fc.constantFrom(...Object.keys(classes)), fc.nat(1_000_000))
  .map(([kind, seed]) => ({ kind, ...(classes[kind]?.(seed) ?? { secret: "", value: "" }) }));

/** One that shows itself in a text, without the help of a name. */
export const textCanary = canary.filter(({ text }) => text !== undefined);
