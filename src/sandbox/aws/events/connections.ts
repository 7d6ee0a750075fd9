/** How an API destination is called, and with which credentials. */
export interface Connection {
  name: string;
  arn: string;
  secretArn: string;
  region: string;
  description?: string;
  kind: "BASIC" | "API_KEY" | "OAUTH_CLIENT_CREDENTIALS";
  auth: AuthParameters;
  state: "AUTHORIZED" | "AUTHORIZING" | "DEAUTHORIZED";
  createdAt: number;
  updatedAt: number;
  /** Of OAuth; not kept across restarts. */
  accessToken?: string;
}

export interface Parameter {
  Key: string;
  Value?: string | null;
  IsValueSecret?: boolean | null;
}

export interface HttpParameters {
  HeaderParameters?: Parameter[] | null;
  QueryStringParameters?: Parameter[] | null;
  BodyParameters?: Parameter[] | null;
}

export interface AuthParameters {
  BasicAuthParameters?: { Username: string; Password: string } | null;
  ApiKeyAuthParameters?: { ApiKeyName: string; ApiKeyValue: string } | null;
  OAuthParameters?: {
    ClientParameters?: { ClientID: string; ClientSecret: string } | null;
    AuthorizationEndpoint: string;
    HttpMethod: string;
    OAuthHttpParameters?: HttpParameters | null;
  } | null;
  InvocationHttpParameters?: HttpParameters | null;
}

export interface ApiDestination {
  name: string;
  arn: string;
  region: string;
  description?: string;
  connectionArn: string;
  endpoint: string;
  method: string;
  ratePerSecond: number;
  createdAt: number;
  updatedAt: number;
}

/** Connections and API destinations by Region and name. */
export interface Destinations {
  connections: NamedStore<Connection>;
  destinations: NamedStore<ApiDestination>;
  snapshot: () => unknown;
  restore: (saved: unknown) => void;
}

interface NamedStore<Item> {
  list: (region: string) => Item[];
  find: (region: string, name: string) => Item | undefined;
  byArn: (arn: string) => Item | undefined;
  save: (item: Item) => void;
  remove: (item: Item) => void;
}

export function createDestinations(): Destinations {
  const connections = createNamedStore<Connection>();
  const destinations = createNamedStore<ApiDestination>();
  return {
    connections,
    destinations,
    snapshot: () => ({
      connections: connections.all().map(({ accessToken, ...connection }) => connection),
      destinations: destinations.all(),
    }),
    restore(saved) {
      const { connections: keptConnections, destinations: keptDestinations } = saved as {
        connections: Connection[];
        destinations: ApiDestination[];
      };
      for (const connection of keptConnections) connections.save(connection);
      for (const destination of keptDestinations) destinations.save(destination);
    },
  };
}

function createNamedStore<Item extends { region: string; name: string; arn: string }>(): NamedStore<Item> & {
  all: () => Item[];
} {
  const items = new Map<string, Item>();
  return {
    all: () => [...items.values()],
    list: (region) =>
      [...items.values()].filter((item) => item.region === region).sort((a, b) => (a.name < b.name ? -1 : 1)),
    find: (region, name) => items.get(`${region} ${name}`),
    byArn: (arn) => [...items.values()].find((item) => item.arn === arn),
    save: (item) => items.set(`${item.region} ${item.name}`, item),
    remove: (item) => items.delete(`${item.region} ${item.name}`),
  };
}
