import { randomUUID } from "node:crypto";
import { z } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import { flag, readInput } from "../wire/input.ts";
import type { Operations, World } from "../world.ts";
import type { AuthParameters, Connection, Destinations, HttpParameters } from "./connections.ts";
import { requireLoopback } from "./loopback.ts";
import { fetchAccessToken } from "./oauth-token.ts";

const Name = z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/);
const Parameters = z
  .array(z.object({ Key: z.string(), Value: z.string().nullish(), IsValueSecret: flag.nullish() }))
  .max(100)
  .nullish();
const Http = z
  .object({ HeaderParameters: Parameters, QueryStringParameters: Parameters, BodyParameters: Parameters })
  .nullish();
const Auth = z.object({
  BasicAuthParameters: z.object({ Username: z.string(), Password: z.string() }).nullish(),
  ApiKeyAuthParameters: z.object({ ApiKeyName: z.string(), ApiKeyValue: z.string() }).nullish(),
  OAuthParameters: z
    .object({
      ClientParameters: z.object({ ClientID: z.string(), ClientSecret: z.string() }).nullish(),
      AuthorizationEndpoint: z.string(),
      HttpMethod: z.enum(["GET", "POST", "PUT"]),
      OAuthHttpParameters: Http,
    })
    .nullish(),
  InvocationHttpParameters: Http,
});
const Kind = z.enum(["BASIC", "API_KEY", "OAUTH_CLIENT_CREDENTIALS"]);
const OfConnection = z.object({ Name });
const CreateConnection = OfConnection.extend({
  Description: z.string().max(512).nullish(),
  AuthorizationType: Kind,
  AuthParameters: Auth,
});
const UpdateConnection = OfConnection.extend({
  Description: z.string().max(512).nullish(),
  AuthorizationType: Kind.nullish(),
  AuthParameters: Auth.nullish(),
});
const List = z.object({ NamePrefix: z.string().nullish(), ConnectionState: z.string().nullish() });
const NEEDED = {
  BASIC: "BasicAuthParameters",
  API_KEY: "ApiKeyAuthParameters",
  OAUTH_CLIENT_CREDENTIALS: "OAuthParameters",
} as const;

export function connectionOperations(world: World, { connections }: Destinations): Operations {
  const save = (connection: Connection): Connection => {
    const { kind, auth } = connection;
    if (!auth[NEEDED[kind]]) throw invalid(`AuthParameters must hold ${NEEDED[kind]} for ${kind}.`);
    if (auth.OAuthParameters)
      requireLoopback(auth.OAuthParameters.AuthorizationEndpoint, "AuthorizationEndpoint");
    const state = kind === "OAUTH_CLIENT_CREDENTIALS" ? "AUTHORIZING" : "AUTHORIZED";
    const saved: Connection = { ...connection, state };
    connections.save(saved);
    if (kind === "OAUTH_CLIENT_CREDENTIALS") world.agenda.follow(authorize(saved));
    world.changed();
    return saved;
  };
  const authorize = async (connection: Connection) => {
    const accessToken = await fetchAccessToken(connection);
    connections.save({ ...connection, accessToken, state: accessToken ? "AUTHORIZED" : "DEAUTHORIZED" });
    world.changed();
  };
  const requireConnection = (region: string, name: string): Connection => {
    const connection = connections.find(region, name);
    if (connection !== undefined) return connection;
    throw new AwsError(
      "ResourceNotFoundException",
      `Failed to describe the connection(s). Connection '${name}' does not exist.`,
    );
  };
  return {
    CreateConnection({ region, input }) {
      const wish = readInput(CreateConnection, input);
      if (connections.find(region, wish.Name)) {
        throw new AwsError("ResourceAlreadyExistsException", `Connection ${wish.Name} already exists.`);
      }
      const now = world.clock().getTime();
      const base = `${region}:${world.accountId}`;
      return stateView(
        save({
          name: wish.Name,
          arn: `arn:aws:events:${base}:connection/${wish.Name}/${randomUUID()}`,
          secretArn: `arn:aws:secretsmanager:${base}:secret:events!connection/${wish.Name}/${randomUUID()}`,
          region,
          description: wish.Description ?? undefined,
          kind: wish.AuthorizationType,
          auth: wish.AuthParameters,
          state: "AUTHORIZED",
          createdAt: now,
          updatedAt: now,
        }),
      );
    },
    UpdateConnection({ region, input }) {
      const wish = readInput(UpdateConnection, input);
      const connection = requireConnection(region, wish.Name);
      return stateView(
        save({
          ...connection,
          description: wish.Description ?? connection.description,
          kind: wish.AuthorizationType ?? connection.kind,
          auth: wish.AuthParameters ?? connection.auth,
          updatedAt: world.clock().getTime(),
        }),
      );
    },
    DescribeConnection({ region, input }) {
      const connection = requireConnection(region, readInput(OfConnection, input).Name);
      return {
        ...stateView(connection),
        Name: connection.name,
        Description: connection.description,
        SecretArn: connection.secretArn,
        AuthParameters: withoutSecrets(connection.auth),
      };
    },
    ListConnections({ region, input }) {
      const { NamePrefix, ConnectionState } = readInput(List, input);
      const listed = connections
        .list(region)
        .filter(({ name }) => name.startsWith(NamePrefix ?? ""))
        .filter(({ state }) => ConnectionState == null || state === ConnectionState);
      return {
        Connections: listed.map((connection) => ({ Name: connection.name, ...stateView(connection) })),
      };
    },
    DeleteConnection({ region, input }) {
      const connection = requireConnection(region, readInput(OfConnection, input).Name);
      connections.remove(connection);
      world.changed();
      return { ...stateView(connection), ConnectionState: "DELETING" };
    },
  };
}

function stateView({ arn, state, kind, createdAt, updatedAt }: Connection): object {
  return {
    ConnectionArn: arn,
    ConnectionState: state,
    AuthorizationType: kind,
    CreationTime: new Date(createdAt),
    LastModifiedTime: new Date(updatedAt),
    ...(state === "AUTHORIZED" && { LastAuthorizedTime: new Date(updatedAt) }),
  };
}

function withoutSecrets(auth: AuthParameters): object {
  const { BasicAuthParameters, ApiKeyAuthParameters, OAuthParameters, InvocationHttpParameters } = auth;
  return {
    ...(BasicAuthParameters && { BasicAuthParameters: { Username: BasicAuthParameters.Username } }),
    ...(ApiKeyAuthParameters && { ApiKeyAuthParameters: { ApiKeyName: ApiKeyAuthParameters.ApiKeyName } }),
    ...(OAuthParameters && {
      OAuthParameters: {
        ClientParameters: { ClientID: OAuthParameters.ClientParameters?.ClientID },
        AuthorizationEndpoint: OAuthParameters.AuthorizationEndpoint,
        HttpMethod: OAuthParameters.HttpMethod,
        OAuthHttpParameters: shown(OAuthParameters.OAuthHttpParameters),
      },
    }),
    ...(InvocationHttpParameters && { InvocationHttpParameters: shown(InvocationHttpParameters) }),
  };
}

function shown(http: HttpParameters | null | undefined): object | undefined {
  const open = (parameters: HttpParameters["HeaderParameters"]) =>
    parameters?.map(({ Key, Value, IsValueSecret }) =>
      IsValueSecret ? { Key, IsValueSecret } : { Key, Value },
    );
  if (http == null) return undefined;
  return {
    HeaderParameters: open(http.HeaderParameters),
    QueryStringParameters: open(http.QueryStringParameters),
    BodyParameters: open(http.BodyParameters),
  };
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}
