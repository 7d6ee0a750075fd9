import { PIPELINE_ROLE } from "./noise-pipeline.ts";
import type { Client, Route } from "./ordinary-traffic.ts";
import { createSeededRandom } from "./seeded-random.ts";

/** Who and what the story is about; fixed by account and seed. */
export interface BadDeployCast {
  accountId: string;
  pipelineRoleArn: string;
  functionName: string;
  taskRole: string;
  cluster: string;
  service: string;
  oldSecret: string;
  newSecret: string;
  release: string;
  before: string;
  codeBefore: string;
  codeAfter: string;
  /** The title of a change that a stranger proposed: the pipeline copies it. */
  hostileTitle: string;
  hostileAgent: string;
  /** A password in a task definition, for everybody to read. */
  taskPassword: string;
  shop: { clients: [Client, ...Client[]]; routes: [Route, ...Route[]] };
}

const ANY = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function badDeployCast(accountId: string, seed: number): BadDeployCast {
  const random = createSeededRandom(`deploy cast ${accountId} ${seed}`);
  const hex = (length: number) => random.text(length, "0123456789abcdef");
  return {
    accountId,
    pipelineRoleArn: `arn:aws:iam::${accountId}:role/${PIPELINE_ROLE}`,
    functionName: "checkout",
    taskRole: "checkout-task",
    cluster: "shop",
    service: "checkout-api",
    oldSecret: "shop/payments",
    newSecret: "shop/payments-v2",
    release: hex(7),
    before: hex(7),
    codeBefore: `${random.text(43, ANY)}=`,
    codeAfter: `${random.text(43, ANY)}=`,
    hostileTitle: "Payments v2 <!channel> *urgent* <https://example.com/pay|approve> `x` =cmd|'/C calc'!A0",
    hostileAgent: "Mozilla/5.0 zgrab/0.x <@U0LEAD> <!here> {{secrets.database}} \u2066moc.elpmaxe\u2069",
    taskPassword: random.text(28, ANY),
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
        { method: "POST", route: "/checkout" },
      ],
    },
  };
}
