import { randomUUID } from "node:crypto";

export interface Topic {
  name: string;
  arn: string;
  region: string;
  /** As SetTopicAttributes took them: all text. */
  attributes: Record<string, string>;
  tags: Record<string, string>;
}

export interface Subscription {
  arn: string;
  topicArn: string;
  protocol: "sqs" | "http" | "https";
  endpoint: string;
  owner: string;
  attributes: Record<string, string>;
  confirmed: boolean;
  /** What confirms it. */
  token: string;
}

/** The account's topics and who listens to them. */
export interface Topics {
  list: (region: string) => Topic[];
  find: (arn: string) => Topic | undefined;
  create: (region: string, name: string, made: Pick<Topic, "attributes" | "tags">) => Topic;
  remove: (topic: Topic) => void;
  subscriptions: () => Subscription[];
  subscriptionsTo: (topicArn: string) => Subscription[];
  subscription: (arn: string) => Subscription | undefined;
  subscribe: (wish: Omit<Subscription, "arn" | "token">) => Subscription;
  unsubscribe: (subscription: Subscription) => void;
  snapshot: () => unknown;
  restore: (saved: unknown) => void;
}

interface Saved {
  topics: Topic[];
  subscriptions: Subscription[];
}

export function createTopics(accountId: string): Topics {
  const topics = new Map<string, Topic>();
  const subscriptions = new Map<string, Subscription>();
  const to = (topicArn: string) => [...subscriptions.values()].filter((one) => one.topicArn === topicArn);
  return {
    list: (region) =>
      [...topics.values()]
        .filter((topic) => topic.region === region)
        .sort((a, b) => (a.arn < b.arn ? -1 : 1)),
    find: (arn) => topics.get(arn),
    create(region, name, made) {
      const topic = { name, arn: `arn:aws:sns:${region}:${accountId}:${name}`, region, ...made };
      topics.set(topic.arn, topic);
      return topic;
    },
    remove(topic) {
      topics.delete(topic.arn);
      for (const subscription of to(topic.arn)) subscriptions.delete(subscription.arn);
    },
    subscriptions: () => [...subscriptions.values()],
    subscriptionsTo: to,
    subscription: (arn) => subscriptions.get(arn),
    subscribe(wish) {
      const token = `${randomUUID()}${randomUUID()}${randomUUID()}${randomUUID()}`.replaceAll("-", "");
      const subscription = { ...wish, arn: `${wish.topicArn}:${randomUUID()}`, token };
      subscriptions.set(subscription.arn, subscription);
      return subscription;
    },
    unsubscribe: (subscription) => subscriptions.delete(subscription.arn),
    snapshot: (): Saved => ({ topics: [...topics.values()], subscriptions: [...subscriptions.values()] }),
    restore(saved) {
      const { topics: savedTopics, subscriptions: savedSubscriptions } = saved as Saved;
      for (const topic of savedTopics) topics.set(topic.arn, topic);
      for (const subscription of savedSubscriptions) subscriptions.set(subscription.arn, subscription);
    },
  };
}
