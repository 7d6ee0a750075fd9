import { z } from "zod";
import { AwsError } from "../wire/aws-error.ts";
import { flag, readInput } from "../wire/input.ts";
import type { Operations, World } from "../world.ts";
import { requireOwnTrail, requireTrail } from "./require-trail.ts";
import type { TrailList, TrailSettings } from "./trail-settings.ts";

const OfTrail = z.object({ TrailName: z.string() });
const Texts = z.array(z.string()).nullish();
const Selectors = z.array(
  z.object({
    ReadWriteType: z.enum(["All", "ReadOnly", "WriteOnly"]).nullish(),
    IncludeManagementEvents: flag.nullish(),
    DataResources: z.array(z.object({ Type: z.string(), Values: z.array(z.string()) })).nullish(),
    ExcludeManagementEventSources: Texts,
  }),
);
const Advanced = z.array(
  z.object({
    Name: z.string().max(1000).nullish(),
    FieldSelectors: z
      .array(
        z.object({
          Field: z.string(),
          Equals: Texts,
          StartsWith: Texts,
          EndsWith: Texts,
          NotEquals: Texts,
          NotStartsWith: Texts,
          NotEndsWith: Texts,
        }),
      )
      .min(1),
  }),
);
const PutEventSelectors = OfTrail.extend({
  EventSelectors: Selectors.nullish(),
  AdvancedEventSelectors: Advanced.nullish(),
});
const FIELDS = new Set([
  ...["eventCategory", "eventName", "eventSource", "eventType", "readOnly"],
  ...["resources.type", "resources.ARN", "userIdentity.arn", "sessionCredentialFromConsole", "errorCode"],
  "vpcEndpointId",
]);
const OLD_TYPES = ["AWS::S3::Object", "AWS::Lambda::Function", "AWS::DynamoDB::Table"];

export function selectorOperations(world: World, trails: TrailList): Operations {
  return {
    GetEventSelectors({ region, input }) {
      return selectorsView(requireTrail(world, trails, region, readInput(OfTrail, input).TrailName));
    },
    GetInsightSelectors({ region, input }) {
      const trail = requireTrail(world, trails, region, readInput(OfTrail, input).TrailName);
      throw new AwsError(
        "InsightNotEnabledException",
        `Trail ${trail.arn} does not have Insights enabled. Edit the trail settings to enable Insights.`,
      );
    },
    PutEventSelectors({ region, input }) {
      const wish = readInput(PutEventSelectors, input);
      const trail = requireOwnTrail(world, trails, region, wish.TrailName);
      const selectors = wish.EventSelectors ?? undefined;
      const advanced = wish.AdvancedEventSelectors ?? undefined;
      if ((selectors === undefined) === (advanced === undefined)) {
        throw invalid("Specify either EventSelectors or AdvancedEventSelectors, not both.");
      }
      if (selectors && (selectors.length < 1 || selectors.length > 5)) {
        throw invalid("A trail has 1 to 5 event selectors.");
      }
      for (const { Type } of selectors?.flatMap(({ DataResources }) => DataResources ?? []) ?? []) {
        if (!OLD_TYPES.includes(Type))
          throw invalid(`Data resource type ${Type} needs advanced event selectors.`);
      }
      for (const { FieldSelectors } of advanced ?? []) {
        const unknown = FieldSelectors.find(({ Field }) => !FIELDS.has(Field));
        if (unknown) throw invalid(`Field ${unknown.Field} is not valid in an advanced event selector.`);
        if (!FieldSelectors.some(({ Field }) => Field === "eventCategory")) {
          throw invalid("An advanced event selector needs eventCategory.");
        }
      }
      const saved: TrailSettings = { ...trail, selectors, advanced };
      trails.save(saved);
      world.changed();
      return selectorsView(saved);
    },
  };
}

function selectorsView({ arn, selectors, advanced }: TrailSettings): object {
  return {
    TrailARN: arn,
    ...(advanced ? { AdvancedEventSelectors: advanced } : { EventSelectors: selectors }),
  };
}

function invalid(message: string): AwsError {
  return new AwsError("InvalidEventSelectorsException", message);
}
