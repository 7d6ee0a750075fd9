import { record } from "./0001-record.ts";
import { storms } from "./0008-storms.ts";

export interface Migration {
  number: number;
  name: string;
  sql: string;
}

/** Forward only. Never change one that was released: add the next. */
export const migrations: readonly Migration[] = [
  { number: 1, name: "record", sql: record },
  { number: 8, name: "storms", sql: storms },
];
