import { record } from "./0001-record.ts";

export interface Migration {
  number: number;
  name: string;
  sql: string;
}

/** Forward only. Never change one that was released: add the next. */
export const migrations: readonly Migration[] = [{ number: 1, name: "record", sql: record }];
