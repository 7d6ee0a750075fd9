import type { Reads, TagLook, Tx } from "../flows/ports.ts";
import { document, fingerprint, storable } from "./database/stored.ts";
import type { Ask } from "./database/transaction.ts";

interface LookRow {
  incident_id: string;
  arn: string;
  tries: number;
}

const lookOf = ({ incident_id: incidentId, ...row }: LookRow): TagLook => ({ incidentId, ...row });

export const tagReads = (ask: Ask): Pick<Reads, "knownTags"> => ({
  async knownTags(arn) {
    const { rows } = await ask<{ tags: Record<string, string>; read_at: Date }>(
      "select tags, read_at from alarm_tags where arn_hash = $1",
      [fingerprint(arn)],
    );
    return rows[0] && { tags: rows[0].tags, readAt: rows[0].read_at };
  },
});

type TagWrites = Pick<Tx, "wantTags" | "claimTagLooks" | "settleTagLook" | "keepTags">;

export const tagWrites = (ask: Ask): TagWrites => ({
  async wantTags(incidentId, arn, at) {
    await ask(
      `insert into tag_look (incident_id, arn_hash, arn, due_at) values ($1, $2, $3, $4)
       on conflict (incident_id, arn_hash) do nothing`,
      [incidentId, fingerprint(arn), storable(arn), at],
    );
  },

  async claimTagLooks({ now, postedBy, againAt, limit }) {
    const { rows } = await ask<LookRow>(
      `with due as (
         select incident_id, arn_hash from tag_look l
          where due_at <= $1
            and (due_at <= $2 or exists (select 1 from shown s where s.incident_id = l.incident_id and s.key = 'root'))
          order by due_at limit $4 for update skip locked)
       update tag_look l set due_at = $3, tries = tries + 1
         from due where l.incident_id = due.incident_id and l.arn_hash = due.arn_hash
       returning l.incident_id, l.arn, l.tries`,
      [now, postedBy, againAt, limit],
    );
    return rows.map(lookOf);
  },

  async settleTagLook({ incidentId, arn }, again) {
    const hash = fingerprint(arn);
    if (again === undefined)
      await ask("delete from tag_look where incident_id = $1 and arn_hash = $2", [incidentId, hash]);
    else
      await ask("update tag_look set due_at = $3 where incident_id = $1 and arn_hash = $2", [
        ...[incidentId, hash, again],
      ]);
  },

  async keepTags(arn, tags, at) {
    await ask(
      `insert into alarm_tags (arn_hash, arn, tags, read_at) values ($1, $2, $3, $4)
       on conflict (arn_hash) do update set tags = excluded.tags, read_at = excluded.read_at`,
      [fingerprint(arn), storable(arn), document(tags), at],
    );
  },
});
