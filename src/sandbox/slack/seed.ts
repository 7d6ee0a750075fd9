import type { Channel, Person } from "./records.ts";

export const team = { id: "T0CAIRN", name: "Cairn workspace", domain: "cairn" };
export const bot = { userId: "U0CAIRN", botId: "B0CAIRN", appId: "A0CAIRN" };
export const secrets = {
  botToken: "xoxb-sandbox-bot",
  appToken: "xapp-sandbox-app",
  signingSecret: "sandbox-signing-secret",
};

export const seedPeople: Person[] = [
  { id: "U0RESPONDER", handle: "responder", name: "Responder", timeZone: "Europe/London" },
  { id: "U0RESPONDER2", handle: "responder2", name: "Second responder", timeZone: "America/New_York" },
  { id: "U0ONCALL", handle: "oncall", name: "On-call", timeZone: "Asia/Kolkata" },
  { id: "U0LEAD", handle: "lead", name: "Lead", timeZone: "America/Los_Angeles" },
  { id: "U0ADMIN", handle: "admin", name: "Admin", timeZone: "Etc/UTC", isAdmin: true },
  { id: "U0GUEST", handle: "guest", name: "Guest", timeZone: "Europe/Berlin", isGuest: true },
];

const everybody = seedPeople.filter((person) => !person.isGuest).map((person) => person.id);

export type SeedChannel = Pick<Channel, "id" | "name" | "members"> &
  Partial<Pick<Channel, "kind" | "topic" | "purpose">>;

export const seedChannels: SeedChannel[] = [
  {
    id: "C0INCIDENTS",
    name: "incidents",
    members: [...everybody, "U0GUEST", bot.userId],
    topic: "One thread for each incident",
  },
  { id: "C0GENERAL", name: "general", members: everybody, topic: "Everything else" },
];

export const seedGroups = [
  {
    id: "S0RESPONDERS",
    handle: "responders",
    name: "Responders",
    users: ["U0RESPONDER", "U0RESPONDER2", "U0ONCALL"],
  },
];
