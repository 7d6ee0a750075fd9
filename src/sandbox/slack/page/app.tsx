import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import type { TourStep } from "../tour.ts";
import { ChannelPane } from "./channel-pane.tsx";
import { act, fetchPeople, type PersonRequest } from "./control.ts";
import { Dock } from "./dock/dock.tsx";
import { HomePane } from "./home-pane.tsx";
import { useKept } from "./kept.ts";
import { useLive } from "./live.ts";
import { ModalStack } from "./modal-stack.tsx";
import { useNarrow } from "./narrow.ts";
import { appHome, usePlace } from "./place.ts";
import { useSeen } from "./seen.ts";
import { Sidebar } from "./sidebar.tsx";
import { useTheme } from "./theme.ts";
import { ThreadPane } from "./thread-pane.tsx";
import { Toasts, useToasts } from "./toasts.tsx";
import { TourCard } from "./tour/tour-card.tsx";
import { useTour } from "./tour/use-tour.ts";
import { type Desk, DeskContext } from "./workspace-context.ts";

const pageOfMessages = 100;
const noSteps: TourStep[] = [];

/** The whole page: sidebar, what is open, a thread beside it, modals above. */
export function App() {
  const [place, go] = usePlace();
  const channelAt = place.at === appHome ? "" : place.at;
  const [limit, setLimit] = useState(pageOfMessages);
  const live = useLive(place.as, channelAt, place.thread, limit);
  const { toasts, say, drop } = useToasts();
  const { theme, toggleTheme } = useTheme();
  const [sidebarOpen, setSidebarOpen] = useState(false);
  const [dock, setDock] = useKept("dock", "closed");
  const narrow = useNarrow();
  const { screen, refresh, messages } = live;
  const tour = useTour(place.as, screen?.tour ?? noSteps, place.thread);
  const seen = useSeen(place.as, channelAt, messages?.at(-1)?.ts);

  useEffect(() => {
    if (screen !== undefined && place.at === "") go({ at: firstChannel(screen.channels) });
  });
  useEffect(() => setLimit(pageOfMessages), [place.as, place.at]);
  useEffect(() => {
    document.title =
      screen === undefined ? "Workspace" : `${titleOf(screen, place.at)} · ${screen.team.name}`;
  }, [screen, place.at]);

  const perform = useCallback(
    async (request: PersonRequest) => {
      try {
        const outcome = await act(place.as, request);
        if (!outcome.ok && outcome.errors === undefined) say(outcome.error ?? "That did not work.", "error");
        if (outcome.ok) tour.hear(request);
        refresh();
        return outcome;
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        say(`The workspace did not answer: ${message}`, "error");
        return { ok: false, error: message };
      }
    },
    [place.as, refresh, say, tour],
  );

  const desk = useMemo<Desk | undefined>(() => {
    const me = screen?.people.find((person) => person.id === place.as);
    if (screen === undefined || me === undefined) return undefined;
    const open: Desk["open"] = (where) => {
      setSidebarOpen(false);
      go(where);
    };
    return { screen, me, act: perform, say, open };
  }, [screen, place, perform, say, go]);

  if (desk === undefined) return <Waiting fault={live.fault} onReset={() => go({ as: "U0RESPONDER" })} />;
  const channel = desk.screen.channels.find((each) => each.id === place.at);
  const onMenu = () => setSidebarOpen(true);
  const guide = <TourCard key={place.as} tour={tour} />;
  const show = (what: "tour" | "dock") => {
    setSidebarOpen(false);
    if (what === "tour") tour.start();
    else setDock(dock === "open" ? "closed" : "open");
  };
  return (
    <DeskContext.Provider value={desk}>
      <div class="desk">
        {narrow && guide}
        <div class={`shell${sidebarOpen ? " sidebar-open" : ""}${place.thread !== "" ? " thread-open" : ""}`}>
          <Sidebar
            place={place}
            seen={seen}
            theme={theme}
            onTheme={toggleTheme}
            onPerson={(as) => {
              setSidebarOpen(false);
              go({ as, thread: "" });
            }}
            onClose={() => setSidebarOpen(false)}
            onShow={show}
            dockOpen={dock === "open"}
          >
            {!narrow && guide}
          </Sidebar>
          {place.at === appHome ? (
            <HomePane onMenu={onMenu} />
          ) : (
            <ChannelPane
              key={`${place.as} ${place.at}`}
              channel={channel}
              messages={messages}
              onEarlier={messages?.length === limit ? () => setLimit(limit + 2 * pageOfMessages) : undefined}
              online={live.online}
              onMenu={onMenu}
            />
          )}
          {place.thread !== "" && channel !== undefined && (
            <ThreadPane
              key={`${place.as} ${place.thread}`}
              channel={channel}
              ts={place.thread}
              replies={live.replies}
            />
          )}
          {dock === "open" && <Dock onClose={() => setDock("closed")} />}
        </div>
      </div>
      <ModalStack />
      <Toasts toasts={toasts} drop={drop} />
    </DeskContext.Provider>
  );
}

function firstChannel(channels: Desk["screen"]["channels"]): string {
  const own = channels.filter((each) => each.isMember && each.kind === "public");
  return (own.find((each) => each.name === "incidents") ?? own[0] ?? channels[0])?.id ?? appHome;
}

function titleOf(screen: Desk["screen"], at: string): string {
  if (at === appHome) return screen.app.name;
  const channel = screen.channels.find((each) => each.id === at);
  return channel === undefined || channel.name === "" ? "Direct message" : `#${channel.name}`;
}

function Waiting({ fault, onReset }: { fault?: string; onReset(): void }) {
  const [people, setPeople] = useState<{ id: string; name: string }[]>([]);
  useEffect(() => {
    fetchPeople().then(
      (found) => setPeople(found.people),
      () => setPeople([]),
    );
  }, []);
  if (fault === undefined) return <main class="waiting">Opening the workspace…</main>;
  return (
    <main class="waiting">
      <p>{fault}</p>
      {people.length > 0 && (
        <button type="button" class="button primary solid" onClick={onReset}>
          Go on as {people[0]?.name}
        </button>
      )}
    </main>
  );
}
