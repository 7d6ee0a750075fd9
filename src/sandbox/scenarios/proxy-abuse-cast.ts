import type { Client, Route } from "./ordinary-traffic.ts";
import { createSeededRandom } from "./seeded-random.ts";

/** Who and what the story is about; fixed by account and seed. */
export interface ProxyAbuseCast {
  accountId: string;
  /** The three that fail, the one with the first success before the others. */
  attackers: [string, string, string];
  tool: string;
  /** What the attackers claim to be in X-Forwarded-For. */
  claimedIp: string;
  hostileAgent: string;
  hostilePath: "/mobile/v2/orders/<!here>|stats+count(*)+by+ip;<https://example.com|ok>";
  /** The id of the key that was guessed right: an old one that nobody used any more. */
  foundKeyId: string;
  guessedKeyIds: [string, ...string[]];
  route: string;
  firstId: number;
  /** The partner whose key is used from everywhere. */
  sharedConsumer: string;
  userName: string;
  userKey: string;
  usualAddress: string;
  shop: { clients: [Client, ...Client[]]; routes: [Route, ...Route[]] };
  partners: { clients: [Client, ...Client[]]; routes: [Route, ...Route[]] };
  mobile: { clients: [Client, ...Client[]]; routes: [Route, ...Route[]] };
  /** Keys, cookies and tokens that stand in the access logs. */
  credentials: string[];
  /** In the query of a request of the app: whoever has it is signed in. */
  accessToken: string;
}

const LOWER = "abcdefghijklmnopqrstuvwxyz0123456789";
const ANY = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function proxyAbuseCast(accountId: string, seed: number): ProxyAbuseCast {
  const random = createSeededRandom(`proxy cast ${accountId} ${seed}`);
  const partner = (consumer: string, clientIp: string, userAgent: string): Client => ({
    consumer,
    clientIp,
    userAgent,
    secretHeaders: { apikey: random.text(40, LOWER), cookie: `session=${random.text(44, ANY)}` },
  });
  const accessToken = `eyJhbGciOiJSUzI1NiJ9.${random.text(90, ANY)}.${random.text(86, ANY)}`;
  const partners: [Client, ...Client[]] = [
    partner("partner-feed", "198.51.100.60", "feed-sync/3.1"),
    partner("partner-alpha", "198.51.100.61", "Java-http-client/17.0.9"),
    partner("partner-beta", "192.0.2.120", "okhttp/4.12.0"),
    partner("partner-gamma", "2001:db8:77::20", "Go-http-client/2.0"),
  ];
  return {
    accountId,
    attackers: ["203.0.113.66", "203.0.113.67", "192.0.2.201"],
    tool: "python-httpx/0.27.0",
    claimedIp: "127.0.0.1",
    hostileAgent: "curl/8 <!channel> *200 OK* <https://example.com/status|all green> $(id) =IMPORTDATA(A1)",
    hostilePath: "/mobile/v2/orders/<!here>|stats+count(*)+by+ip;<https://example.com|ok>",
    foundKeyId: `k9${random.text(8, LOWER)}`,
    guessedKeyIds: [`g1${random.text(8, LOWER)}`, `g2${random.text(8, LOWER)}`, `g3${random.text(8, LOWER)}`],
    route: "/orders/{orderId}",
    firstId: 104_000,
    sharedConsumer: "partner-feed",
    userName: "api-publisher",
    userKey: `AKIA${random.text(16)}`,
    usualAddress: "198.51.100.23",
    shop: {
      clients: [
        { userAgent: "ShopApp/5.2 (iPhone; iOS 18.1)", keyId: "k1ios9x2ab" },
        { userAgent: "ShopApp/5.1 (Android 14; Pixel 8)", keyId: "k2droid7cd" },
        {
          userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/126.0.0.0 Safari/537.36",
          keyId: "k3web0pq55",
        },
      ],
      routes: [
        { method: "GET", route: "/products" },
        { method: "GET", route: "/products/{productId}" },
        { method: "GET", route: "/orders/{orderId}" },
        { method: "POST", route: "/orders" },
        { method: "POST", route: "/login" },
      ],
    },
    partners: {
      clients: partners,
      routes: [
        { method: "GET", route: "/partner/v1/stock/{sku}" },
        { method: "GET", route: "/partner/v1/prices" },
        { method: "PUT", route: "/partner/v1/stock/{sku}" },
      ],
    },
    mobile: {
      clients: [{ userAgent: "ShopApp/5.2 CFNetwork/1568.100" }, { userAgent: "okhttp/4.12.0 ShopApp/5.1" }],
      routes: [
        { method: "GET", route: "/mobile/v2/feed" },
        { method: "GET", route: "/mobile/v2/orders/{orderId}" },
        { method: "POST", route: "/mobile/v2/cart" },
      ],
    },
    credentials: partners.flatMap(({ secretHeaders = {} }) =>
      Object.values(secretHeaders).map((value) => value.replace("session=", "")),
    ),
    accessToken,
  };
}
