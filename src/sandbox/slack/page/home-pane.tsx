import { useEffect, useMemo } from "preact/hooks";
import { fieldsOf, listOf } from "../json.ts";
import { Blocks } from "./blocks/block.tsx";
import { SurfaceContext, useNewSurface } from "./blocks/surface.ts";
import { PaneHead } from "./channel-pane.tsx";
import { useDesk } from "./workspace-context.ts";

const where = { home: true as const };

/** The app's Home tab; coming here tells the app. */
export function HomePane({ onMenu }: { onMenu(): void }) {
  const { screen, act, open } = useDesk();
  const { home, app, me } = screen;
  const values = useMemo(() => fieldsOf(fieldsOf(home?.state).values), [home]);
  const surface = useNewSurface(where, values);
  useEffect(() => void act({ do: "openHome" }), [me]);
  const message = async () => {
    const outcome = await act({ do: "openHome", tab: "messages" });
    if (outcome.channel !== undefined) open({ at: outcome.channel, thread: "" });
  };
  return (
    <main class="pane home" aria-label={`${app.name} Home`}>
      <PaneHead title={app.name} onMenu={onMenu} note={app.connected ? "" : "not connected"}>
        <button type="button" class="chip" onClick={() => void message()}>
          Messages
        </button>
      </PaneHead>
      <div class="home-body">
        {home === undefined ? (
          <About />
        ) : (
          <SurfaceContext.Provider value={surface}>
            <Blocks blocks={listOf(home.blocks)} />
          </SurfaceContext.Provider>
        )}
      </div>
    </main>
  );
}

/** What the app can do, from its manifest, where it has no Home tab to tell. */
function About() {
  const { screen } = useDesk();
  const { app, commands, shortcuts } = screen;
  return (
    <div class="about">
      <p class="muted">
        {app.homeTab
          ? `${app.name} has not published a Home tab for you yet.`
          : `${app.name} has no Home tab.`}{" "}
        What it can do:
      </p>
      <dl>
        {commands.map(({ command, description, usageHint }) => (
          <div key={command}>
            <dt>
              <code>{command}</code> <span class="muted">{usageHint}</span>
            </dt>
            <dd>{description}</dd>
          </div>
        ))}
        {shortcuts.map(({ callbackId, name, description, type }) => (
          <div key={callbackId}>
            <dt>
              <b>{name}</b>{" "}
              <span class="muted">{type === "message" ? "in a message's menu" : "under ⚡"}</span>
            </dt>
            <dd>{description}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
