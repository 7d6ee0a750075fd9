import type pg from "pg";
import type { Session, Sessions } from "../flows/ports/page.ts";
import { askOf } from "./database/transaction.ts";

interface SessionRow {
  person_id: string;
  team_id: string;
  opened_at: Date;
  expires_at: Date;
}

const sessionOf = (row: SessionRow): Session => ({
  personId: row.person_id,
  teamId: row.team_id,
  openedAt: row.opened_at,
  expiresAt: row.expires_at,
});

/** Who is signed in, in PostgreSQL: every process knows, and signing out counts everywhere at once. */
export function createSessions(pool: Pick<pg.Pool, "query">): Sessions {
  const ask = askOf(pool);
  return {
    async keepSession(tokenHash, { personId, teamId, openedAt, expiresAt }) {
      await ask("delete from web_session where expires_at <= $1", [openedAt]);
      await ask(
        `insert into web_session (token_hash, person_id, team_id, opened_at, expires_at)
         values ($1, $2, $3, $4, $5)`,
        [tokenHash, personId, teamId, openedAt, expiresAt],
      );
    },

    async session(tokenHash, now) {
      const { rows } = await ask<SessionRow>(
        "select * from web_session where token_hash = $1 and expires_at > $2",
        [tokenHash, now],
      );
      return rows[0] && sessionOf(rows[0]);
    },

    async dropSession(tokenHash) {
      await ask("delete from web_session where token_hash = $1", [tokenHash]);
    },

    async keepLink(tokenHash, { personId, expiresAt }) {
      await ask("insert into page_link (token_hash, person_id, expires_at) values ($1, $2, $3)", [
        tokenHash,
        personId,
        expiresAt,
      ]);
    },

    async takeLink(tokenHash, now) {
      // Taking it away is what makes it good for once, whoever asks at the same moment.
      const { rows } = await ask<{ person_id: string; expires_at: Date }>(
        "delete from page_link where token_hash = $1 returning person_id, expires_at",
        [tokenHash],
      );
      const link = rows[0];
      return link && link.expires_at > now ? link.person_id : undefined;
    },
  };
}
