import { dataResourceOf } from "./data-resource.ts";
import type { TrailEvent } from "./trail-event.ts";

/** As PutEventSelectors takes them. */
export interface EventSelector {
  ReadWriteType?: "All" | "ReadOnly" | "WriteOnly" | null;
  IncludeManagementEvents?: boolean | null;
  DataResources?: { Type: string; Values: string[] }[] | null;
  ExcludeManagementEventSources?: string[] | null;
}

export interface FieldSelector {
  Field: string;
  Equals?: string[] | null;
  StartsWith?: string[] | null;
  EndsWith?: string[] | null;
  NotEquals?: string[] | null;
  NotStartsWith?: string[] | null;
  NotEndsWith?: string[] | null;
}

export interface AdvancedSelector {
  Name?: string | null;
  FieldSelectors: FieldSelector[];
}

/** Whether the selectors let an event through. Insight events have selectors of their own and are not asked for here. */
export function isSelected(
  event: TrailEvent,
  { selectors, advanced }: { selectors?: EventSelector[]; advanced?: AdvancedSelector[] },
): boolean {
  if (event.category === "Insight") return true;
  if (advanced) return advanced.some(({ FieldSelectors }) => FieldSelectors.every((one) => fits(event, one)));
  return (selectors ?? []).some((selector) => selects(event, selector));
}

function selects(event: TrailEvent, selector: EventSelector): boolean {
  const { ReadWriteType, IncludeManagementEvents, DataResources, ExcludeManagementEventSources } = selector;
  const readOnly = event.readOnly === "true";
  if (ReadWriteType === "ReadOnly" && !readOnly) return false;
  if (ReadWriteType === "WriteOnly" && readOnly) return false;
  if (event.category === "Management") {
    return (
      IncludeManagementEvents !== false && !(ExcludeManagementEventSources ?? []).includes(event.eventSource)
    );
  }
  // Network activity events need advanced selectors.
  if (event.category !== "Data") return false;
  const { type, arn } = dataResourceOf(event);
  return (DataResources ?? []).some(
    ({ Type, Values }) => Type === type && Values.some((value) => arn.startsWith(value)),
  );
}

function fits(event: TrailEvent, selector: FieldSelector): boolean {
  const value = fieldOf(event, selector.Field);
  const some = (list: string[] | null | undefined, test: (wanted: string) => boolean) =>
    list == null || list.some(test);
  const none = (list: string[] | null | undefined, test: (wanted: string) => boolean) =>
    list == null || !list.some(test);
  return (
    some(selector.Equals, (wanted) => value === wanted) &&
    some(selector.StartsWith, (wanted) => value.startsWith(wanted)) &&
    some(selector.EndsWith, (wanted) => value.endsWith(wanted)) &&
    none(selector.NotEquals, (wanted) => value === wanted) &&
    none(selector.NotStartsWith, (wanted) => value.startsWith(wanted)) &&
    none(selector.NotEndsWith, (wanted) => value.endsWith(wanted))
  );
}

function fieldOf(event: TrailEvent, field: string): string {
  switch (field) {
    case "eventCategory":
      return event.category;
    case "readOnly":
      return event.readOnly ?? "false";
    case "eventName":
      return event.eventName;
    case "eventSource":
      return event.eventSource;
    case "resources.type":
      return dataResourceOf(event).type;
    case "resources.ARN":
      return dataResourceOf(event).arn;
    default: {
      const { userIdentity, ...record } = JSON.parse(event.text);
      return String((field === "userIdentity.arn" ? userIdentity?.arn : record[field]) ?? "");
    }
  }
}
