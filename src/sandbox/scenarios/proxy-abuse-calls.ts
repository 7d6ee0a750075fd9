import { iamUser } from "./callers.ts";
import { later } from "./noise-act.ts";
import type { ProxyAbuseCast } from "./proxy-abuse-cast.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { SHOP_API } from "./shop-proxies.ts";
import type { StoryCall } from "./story-call.ts";

const region = "eu-central-1";

/** What the user's key is for: it publishes the API's description now and then. */
export function usualPublishing(cast: ProxyAbuseCast, now: Date, random: SeededRandom): StoryCall[] {
  const caller = publisher(cast, cast.usualAddress, "aws-sdk-go-v2/1.30.3 os/linux lang/go#1.22.5");
  return Array.from({ length: 9 }, (_, turn) => {
    const at = later(now, -(9_000 + turn * 8_400 + random.between(0, 600)));
    const call = (seconds: number, name: string, request: object): StoryCall => ({
      at: later(at, seconds),
      caller,
      service: "apigateway",
      name,
      region,
      request,
    });
    return [
      call(0, "GetRestApi", { restApiId: SHOP_API.apiId }),
      call(2, "GetStages", { restApiId: SHOP_API.apiId }),
      call(5, "GetExport", { restApiId: SHOP_API.apiId, stageName: SHOP_API.stage, exportType: "oas30" }),
    ];
  }).flat();
}

/** From one of the attackers' addresses, with a key of ours: the gateway itself is being changed. */
export function gatewayChanges(cast: ProxyAbuseCast, start: Date): StoryCall[] {
  const [address] = cast.attackers;
  const caller = publisher(
    cast,
    address,
    "Boto3/1.34.51 md/Botocore#1.34.51 ua/2.0 os/linux lang/python#3.12.2",
  );
  const restApiId = SHOP_API.apiId;
  const denied = (action: string) => ({
    code: "AccessDeniedException",
    message: `User: arn:aws:iam::${cast.accountId}:user/${cast.userName} is not authorized to perform: apigateway:${action} because no identity-based policy allows the apigateway:${action} action`,
  });
  const call = (seconds: number, name: string, more: Partial<StoryCall> = {}): StoryCall => ({
    at: later(start, seconds),
    caller,
    service: "apigateway",
    name,
    region,
    part: "gateway-look",
    ...more,
  });
  return [
    call(0, "GetCallerIdentity", { service: "sts", region: "us-east-1" }),
    call(30, "GetRestApis", { request: { limit: 500 } }),
    call(48, "GetApiKeys", { request: { includeValues: true, limit: 500 } }),
    call(75, "GetAuthorizers", { request: { restApiId } }),
    call(140, "ImportApiKeys", {
      part: "gateway-refused",
      request: { format: "csv" },
      error: denied("POST"),
    }),
    call(200, "CreateApiKey", {
      part: "gateway-change",
      request: { createApiKeyInput: { name: "partner-support", enabled: true, generateDistinctId: true } },
      response: { id: "kx7support1", name: "partner-support", enabled: true, stageKeys: [] },
    }),
    call(236, "CreateUsagePlanKey", {
      part: "gateway-look",
      request: {
        usagePlanId: "up7q2x",
        createUsagePlanKeyInput: { keyId: "kx7support1", keyType: "API_KEY" },
      },
      response: { id: "kx7support1", type: "API_KEY" },
    }),
    call(290, "UpdateAuthorizer", {
      part: "gateway-change",
      request: {
        restApiId,
        authorizerId: "au5th0",
        updateAuthorizerInput: {
          patchOperations: [{ op: "replace", path: "/authorizerResultTtlInSeconds", value: "3600" }],
        },
      },
      response: { id: "au5th0", authorizerResultTtlInSeconds: 3600 },
    }),
    call(340, "DeleteAuthorizer", {
      part: "gateway-refused",
      request: { restApiId, authorizerId: "au5th0" },
      error: denied("DELETE"),
    }),
  ];
}

function publisher(cast: ProxyAbuseCast, address: string, userAgent: string) {
  const { accountId, userName, userKey: accessKeyId } = cast;
  return iamUser({ accountId, userName, accessKeyId }, { address, userAgent });
}
