import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Outcome, PersonRequest, Screen } from "./control.ts";

/** What every part of the page may need: who looks, what they see, how they act. */
export interface Desk {
  screen: Screen;
  me: Screen["people"][number];
  /** Does it and shows what went wrong; resolves either way. */
  act(request: PersonRequest): Promise<Outcome>;
  say(text: string, tone?: "error" | "info"): void;
  open(where: { at?: string; thread?: string }): void;
}

export const DeskContext = createContext<Desk | undefined>(undefined);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === undefined) throw new Error("Rendered outside the workspace.");
  return desk;
}
