import { useState } from "preact/hooks";
import {
  advanceClock,
  clearFaults,
  type FaultInput,
  type FaultList,
  fetchFaults,
  setFault,
} from "../control.ts";
import { useDesk } from "../workspace-context.ts";
import { callFaults, deliveryFaults, deliveryKinds, socketFaults, usualMethods } from "./fault-choices.ts";
import { usePolled } from "./polled.ts";

/** Switches that make things go wrong, and what is switched on. */
export function FaultSwitches() {
  const { say } = useDesk();
  const { value: list, again } = usePolled(fetchFaults);
  const run = (work: Promise<unknown>) =>
    void work.then(again, (error) => say(String(error.message ?? error), "error"));
  const add = (fault: FaultInput) => run(setFault(fault));
  return (
    <div class="faults">
      <Pending list={list} onClear={() => run(clearFaults())} />
      <CallFault onAdd={add} />
      <DeliveryFault onAdd={add} />
      {list?.sockets !== undefined && (
        <fieldset class="fault-group">
          <legend>The connections, at once</legend>
          <div class="actions">
            {socketFaults.map(({ id, name }) => (
              <button key={id} type="button" class="button" onClick={() => add({ sockets: id })}>
                {name}
              </button>
            ))}
            <button type="button" class="button primary" onClick={() => add({ sockets: "allow" })}>
              All well again
            </button>
          </div>
        </fieldset>
      )}
      <fieldset class="fault-group">
        <legend>The workspace, at once</legend>
        <div class="actions">
          <button type="button" class="button" onClick={() => add({ world: "revoke-token" })}>
            Revoke the token
          </button>
          <button type="button" class="button" onClick={() => add({ world: "rate-limit-events" })}>
            No events for a minute
          </button>
        </div>
      </fieldset>
      <fieldset class="fault-group">
        <legend>Let time pass</legend>
        <div class="actions">
          {[1, 5, 30, 60].map((minutes) => (
            <button
              key={minutes}
              type="button"
              class="button"
              onClick={() => run(advanceClock(minutes * 60_000))}
            >
              {minutes === 60 ? "1 hour" : `${minutes} min`}
            </button>
          ))}
        </div>
      </fieldset>
    </div>
  );
}

function Pending({ list, onClear }: { list: FaultList | undefined; onClear(): void }) {
  const lines = list === undefined ? [] : linesOf(list);
  return (
    <section class="fault-group" aria-label="Switched on">
      {lines.length === 0 ? (
        <p class="muted">Nothing is switched on: all is well.</p>
      ) : (
        <>
          <ul class="plain-list">
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          <button type="button" class="button danger" onClick={onClear}>
            Clear all
          </button>
        </>
      )}
    </section>
  );
}

function linesOf({ api, delivery, tokenRevoked, sockets }: FaultList): string[] {
  const often = (times: number) => (times === 1 ? "once" : `${times} times`);
  return [
    ...api.map(({ method, channel, times, skip: _, ...what }) => {
      const shown = Object.entries(what).map(([name, value]) => `${name} ${value}`);
      const where = channel === undefined ? "" : ` in ${channel}`;
      return `${method === "*" ? "Any call" : method}${where}: ${shown.join(", ")}, ${often(times)}`;
    }),
    ...delivery.map(({ deliver, about, how, times }) => `${about ?? deliver}: ${how}, ${often(times)}`),
    ...(tokenRevoked ? ["The bot's token is revoked."] : []),
    ...(sockets !== undefined && sockets.door !== "open" ? [`New connections: ${sockets.door}`] : []),
    ...(sockets !== undefined && sockets.halfOpen > 0 ? [`${sockets.halfOpen} half-open`] : []),
    ...(sockets !== undefined && sockets.frozen > 0 ? [`${sockets.frozen} frozen`] : []),
  ];
}

function CallFault({ onAdd }: { onAdd(fault: FaultInput): void }) {
  const [id, setId] = useState("429");
  const [method, setMethod] = useState("*");
  const [code, setCode] = useState("");
  const [times, setTimes] = useState(1);
  const choice = callFaults.find((each) => each.id === id);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (choice !== undefined) onAdd(choice.make({ method, code, times }));
      }}
    >
      <fieldset class="fault-group">
        <legend>The next call of the app</legend>
        <div class="actions">
          <label>
            Method
            <input
              class="field small"
              list="fault-methods"
              value={method}
              required
              onInput={(event) => setMethod(event.currentTarget.value)}
            />
            <datalist id="fault-methods">
              {usualMethods.map((each) => (
                <option key={each} value={each} />
              ))}
            </datalist>
          </label>
          <label>
            What happens
            <select class="field small" value={id} onChange={(event) => setId(event.currentTarget.value)}>
              {callFaults.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.name}
                </option>
              ))}
            </select>
          </label>
          {id === "code" && (
            <label>
              Code
              <input
                class="field small"
                placeholder="internal_error"
                value={code}
                onInput={(event) => setCode(event.currentTarget.value)}
              />
            </label>
          )}
          <Times value={times} onChange={setTimes} />
          <button type="submit" class="button">
            Switch on
          </button>
        </div>
      </fieldset>
    </form>
  );
}

function DeliveryFault({ onAdd }: { onAdd(fault: FaultInput): void }) {
  const [kind, setKind] = useState<(typeof deliveryKinds)[number]["id"]>("*");
  const [how, setHow] = useState<(typeof deliveryFaults)[number]["id"]>("duplicate");
  const [times, setTimes] = useState(1);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onAdd({ deliver: kind, how, times });
      }}
    >
      <fieldset class="fault-group">
        <legend>The next delivery to the app</legend>
        <div class="actions">
          <label>
            When
            <select
              class="field small"
              value={kind}
              onChange={(event) => setKind(event.currentTarget.value as typeof kind)}
            >
              {deliveryKinds.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.name}
                </option>
              ))}
            </select>
          </label>
          <label>
            it
            <select
              class="field small"
              value={how}
              onChange={(event) => setHow(event.currentTarget.value as typeof how)}
            >
              {deliveryFaults.map((each) => (
                <option key={each.id} value={each.id}>
                  {each.name}
                </option>
              ))}
            </select>
          </label>
          <Times value={times} onChange={setTimes} />
          <button type="submit" class="button">
            Switch on
          </button>
        </div>
      </fieldset>
    </form>
  );
}

function Times({ value, onChange }: { value: number; onChange(times: number): void }) {
  return (
    <label>
      Times
      <input
        class="field small number"
        type="number"
        min={1}
        max={999}
        value={value}
        onInput={(event) => onChange(Math.max(1, Math.floor(Number(event.currentTarget.value)) || 1))}
      />
    </label>
  );
}
