import { randomUUID } from "node:crypto";
import { z } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import { numeric, readInput } from "../wire/input.ts";
import type { Operations, World } from "../world.ts";
import type { ApiDestination, Destinations } from "./connections.ts";
import { requireLoopback } from "./loopback.ts";

const Name = z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/);
const OfDestination = z.object({ Name });
const Changes = z.object({
  Description: z.string().max(512).nullish(),
  ConnectionArn: z.string().nullish(),
  InvocationEndpoint: z.string().max(2048).nullish(),
  HttpMethod: z.enum(["POST", "GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"]).nullish(),
  InvocationRateLimitPerSecond: numeric.nullish(),
});
const UpdateApiDestination = OfDestination.extend(Changes.shape);
const CreateApiDestination = UpdateApiDestination.extend({
  ConnectionArn: z.string(),
  InvocationEndpoint: z.string().max(2048),
  HttpMethod: Changes.shape.HttpMethod.unwrap().unwrap(),
});
const List = z.object({ NamePrefix: z.string().nullish(), ConnectionArn: z.string().nullish() });

export function destinationOperations(world: World, { connections, destinations }: Destinations): Operations {
  const save = (destination: ApiDestination): ApiDestination => {
    requireLoopback(destination.endpoint, "InvocationEndpoint");
    if (connections.byArn(destination.connectionArn) === undefined) {
      throw new AwsError(
        "ResourceNotFoundException",
        `Connection ${destination.connectionArn} does not exist.`,
      );
    }
    if (!(destination.ratePerSecond >= 1)) {
      throw new AwsError("ValidationException", "InvocationRateLimitPerSecond must be at least 1.");
    }
    destinations.save(destination);
    world.changed();
    return destination;
  };
  const requireDestination = (region: string, name: string): ApiDestination => {
    const destination = destinations.find(region, name);
    if (destination !== undefined) return destination;
    throw new AwsError(
      "ResourceNotFoundException",
      `Failed to describe the api-destination(s). An api-destination '${name}' does not exist.`,
    );
  };
  const view = (destination: ApiDestination) => ({
    ApiDestinationArn: destination.arn,
    ApiDestinationState:
      connections.byArn(destination.connectionArn)?.state === "AUTHORIZED" ? "ACTIVE" : "INACTIVE",
    CreationTime: new Date(destination.createdAt),
    LastModifiedTime: new Date(destination.updatedAt),
  });
  const wholeView = (destination: ApiDestination) => ({
    ...view(destination),
    Name: destination.name,
    Description: destination.description,
    ConnectionArn: destination.connectionArn,
    InvocationEndpoint: destination.endpoint,
    HttpMethod: destination.method,
    InvocationRateLimitPerSecond: destination.ratePerSecond,
  });
  return {
    CreateApiDestination({ region, input }) {
      const wish = readInput(CreateApiDestination, input);
      if (destinations.find(region, wish.Name)) {
        throw new AwsError(
          "ResourceAlreadyExistsException",
          `An api-destination '${wish.Name}' already exists.`,
        );
      }
      const now = world.clock().getTime();
      return view(
        save({
          name: wish.Name,
          arn: `arn:aws:events:${region}:${world.accountId}:api-destination/${wish.Name}/${randomUUID()}`,
          region,
          description: wish.Description ?? undefined,
          connectionArn: wish.ConnectionArn,
          endpoint: wish.InvocationEndpoint,
          method: wish.HttpMethod,
          ratePerSecond: wish.InvocationRateLimitPerSecond ?? 300,
          createdAt: now,
          updatedAt: now,
        }),
      );
    },
    UpdateApiDestination({ region, input }) {
      const wish = readInput(UpdateApiDestination, input);
      const known = requireDestination(region, wish.Name);
      return view(
        save({
          ...known,
          description: wish.Description ?? known.description,
          connectionArn: wish.ConnectionArn ?? known.connectionArn,
          endpoint: wish.InvocationEndpoint ?? known.endpoint,
          method: wish.HttpMethod ?? known.method,
          ratePerSecond: wish.InvocationRateLimitPerSecond ?? known.ratePerSecond,
          updatedAt: world.clock().getTime(),
        }),
      );
    },
    DescribeApiDestination({ region, input }) {
      return wholeView(requireDestination(region, readInput(OfDestination, input).Name));
    },
    ListApiDestinations({ region, input }) {
      const { NamePrefix, ConnectionArn } = readInput(List, input);
      const listed = destinations
        .list(region)
        .filter(({ name }) => name.startsWith(NamePrefix ?? ""))
        .filter(({ connectionArn }) => ConnectionArn == null || connectionArn === ConnectionArn);
      return { ApiDestinations: listed.map(wholeView) };
    },
    DeleteApiDestination({ region, input }) {
      destinations.remove(requireDestination(region, readInput(OfDestination, input).Name));
      world.changed();
      return {};
    },
  };
}
