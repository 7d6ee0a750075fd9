import { useDesk } from "../workspace-context.ts";

const tones = ["#3d6b8c", "#8c5a3d", "#4b7a52", "#7a4b75", "#8a7a2f", "#3f7a7a", "#98505a"];

/** A person's letters on their own colour; the app's stones. */
export function Avatar({ id, size = 36 }: { id: string; size?: number }) {
  const { screen } = useDesk();
  const at = screen.people.findIndex((each) => each.id === id);
  const person = screen.people[at];
  const style = { width: `${size}px`, height: `${size}px`, fontSize: `${size * 0.4}px` };
  if (person?.isBot) {
    return (
      <span class="avatar app" style={style} aria-hidden="true">
        <svg viewBox="0 0 32 32" width={size * 0.72} height={size * 0.72} aria-hidden="true">
          <ellipse cx="16" cy="25" rx="11" ry="4" />
          <ellipse cx="16" cy="17" rx="7.6" ry="3.4" />
          <ellipse cx="16" cy="10.4" rx="4.8" ry="2.7" />
        </svg>
      </span>
    );
  }
  const letters = (person?.name ?? "?")
    .split(/[\s-]+/)
    .map((word) => word[0])
    .slice(0, 2)
    .join("")
    .toUpperCase();
  return (
    <span
      class="avatar"
      style={{ ...style, background: tones[Math.max(0, at) % tones.length] }}
      aria-hidden="true"
    >
      {letters}
    </span>
  );
}
