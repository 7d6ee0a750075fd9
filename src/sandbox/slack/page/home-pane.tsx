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
          <p class="empty-note">
            {app.homeTab
              ? `${app.name} has not published a Home tab for you yet.`
              : `${app.name} has no Home tab.`}
          </p>
        ) : (
          <SurfaceContext.Provider value={surface}>
            <Blocks blocks={listOf(home.blocks)} />
          </SurfaceContext.Provider>
        )}
      </div>
    </main>
  );
}
