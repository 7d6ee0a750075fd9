import fc from "fast-check";
import { expect, test } from "vitest";
import { CairnError, UnavailableError } from "../../src/domain/errors.ts";
import type { Actor, Role } from "../../src/domain/responder.ts";
import { breakTheGlass } from "../../src/flows/approval/decide-approval.ts";
import { sweep } from "../../src/flows/sweep.ts";
import { takeCommand } from "../../src/flows/take-command.ts";
import { containment } from "../fakes/containment.ts";
import { key, person } from "../fakes/world.ts";

/**
 * Some people with roles that come and go press what they find, in any order, while facts change, time passes and
 * senders die. A model of thirty lines says when the event may go out; more than that must never reach the bus.
 */
const people = ["U0ANN", "U0BEN", "U0CLO"] as const;
type Id = (typeof people)[number];
const roles: readonly Role[][] = [[], ["responder"], ["lead"], ["admin"], ["responder", "lead"]];
const who = fc.constantFrom(...people);

const press = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("ask" as const), who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("ask-again" as const), who }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("approve" as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reject" as const), who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("break" as const), who }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("send" as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("roles" as const), who, to: fc.constantFrom(...roles) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("command" as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("change" as const),
      key: fc.constantFrom(key, "AKIAOTHEROTHEROTHER1"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("wait" as const), minutes: fc.integer({ min: 1, max: 16 }) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("deliver" as const),
      bus: fc.constantFrom(
        "takes" as const,
        "takes" as const,
        "loses the answer" as const,
        "refuses" as const,
        "dies" as const,
      ),
    }),
  },
);

const rounds = Number(process.env.CONTAINMENT_RUNS ?? 40);

test("no event reaches the bus without another person's good approval of exactly it, nor twice for one press", async () => {
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(press, { minLength: 8, maxLength: 40 }), async (presses) => {
      const cell = await containment();
      const { cairn, incidentId, bus, events } = cell;
      await cell.deliver();
      let now = 0;
      let known = key;
      const held = new Map<Id, readonly Role[]>();
      const setRoles = (id: Id, to: readonly Role[]) => {
        held.set(id, to);
        cairn.setRoles(id, ...to);
      };
      setRoles("U0ANN", ["responder"]);
      setRoles("U0BEN", ["lead"]);
      setRoles("U0CLO", ["responder", "lead"]);
      let commander: string | undefined;
      // The model: what is asked, what is approved, and how many presses of Send were taken.
      let request: { by: Id; key: string; until: number } | undefined;
      let approval:
        | { asker: Id; by: Id; glass: boolean; key: string; until: number; sender?: Id }
        | undefined;
      let taken = 0;
      const decides = (id: Id) => held.get(id)?.includes("lead") === true || commander === id;
      const responds = (id: Id) => held.get(id)?.some((role) => role !== "member") === true;
      const may = (id: Id): Actor => person(id, ...(held.get(id) ?? []));
      const tried = async (work: () => Promise<unknown>): Promise<boolean> => {
        try {
          await work();
          return true;
        } catch (error) {
          // What has no step yet is no fault of Cairn's; every other refusal is in words.
          if (error instanceof CairnError || (error instanceof Error && error.message.startsWith("no step")))
            return false;
          throw error;
        }
      };

      for (const each of presses) {
        switch (each.do) {
          case "ask":
          case "ask-again": {
            const step = each.do === "ask" ? "approve-switch-off" : "switch-off";
            if (!(await tried(() => cell.ask(may(each.who), step)))) break;
            expect(responds(each.who)).toBe(true);
            request = { by: each.who, key: known, until: now + 15 };
            approval = undefined;
            break;
          }
          case "approve":
          case "reject":
          case "break": {
            const glass = each.do === "break";
            const taken = await tried(async () => {
              if (!glass) return cell.decide(may(each.who), each.do === "approve" ? "approved" : "rejected");
              const wish = await cell.on("approve-switch-off", may(each.who));
              const seen = (await cell.approval())?.contentHash ?? "";
              return breakTheGlass(cairn.ports, { ...wish, seen, reason: "Nobody answers the phone." });
            });
            if (!taken) break;
            expect(request && now < request.until && request.key === known).toBe(true);
            expect(decides(each.who) && (glass || request?.by !== each.who)).toBe(true);
            approval =
              each.do === "reject" || !request
                ? undefined
                : { asker: request.by, by: each.who, glass, key: known, until: now + 15 };
            request = undefined;
            break;
          }
          case "send":
            if (!(await tried(() => cell.send(may(each.who))))) break;
            expect(responds(each.who)).toBe(true);
            expect(approval && now < approval.until && approval.key === known).toBe(true);
            taken += 1;
            if (approval) approval.sender = each.who;
            break;
          case "roles":
            setRoles(each.who, each.to);
            break;
          case "command":
            if (await tried(() => takeCommand(cairn.ports, { incidentId, actor: may(each.who) })))
              commander = each.who;
            break;
          case "change":
            known = each.key;
            await cairn.ports.store.transaction((tx) =>
              tx.setFacts(incidentId, { key: { value: known, from: "input" } }),
            );
            break;
          case "wait":
            now += each.minutes;
            cairn.advance(each.minutes * 60_000);
            await sweep(cairn.ports);
            break;
          case "deliver": {
            const before = events.length;
            bus.put = async () => {
              if (each.bus === "loses the answer") throw new UnavailableError("No answer.");
              if (each.bus === "refuses") throw new CairnError("event_refused", "No such bus.");
            };
            if (each.bus === "dies")
              // A sender takes everything that is due and is killed; the next one finds it so.
              while (await cairn.ports.store.transaction((tx) => tx.claimOutbox("events", 1))) break;
            await cell.deliver();
            for (const event of events.slice(before)) {
              sent += 1;
              const good = approval && now < approval.until && approval.key === known;
              expect(good).toBe(true);
              expect(
                approval && decides(approval.by) && (approval.glass || approval.by !== approval.asker),
              ).toBe(true);
              expect(approval?.sender !== undefined && responds(approval.sender)).toBe(true);
              expect(event.detail).toMatchObject({ detail: { accessKeyId: known } });
            }
            expect(events.length).toBeLessThanOrEqual(taken);
            break;
          }
        }
      }
    }),
    { numRuns: rounds, seed: 20_261_114 },
  );
  // It would prove nothing if nobody ever got that far.
  expect(sent).toBeGreaterThan(0);
}, 60_000);
