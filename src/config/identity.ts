import { z } from "zod";

const personId = z.string().regex(/^[UW][A-Z0-9]{2,}$/, "must be a person's id (U…)");
const mailDomain = 'must be true or a domain such as "@example.com"';
const pattern = z.string().min(1).max(300);

/** One line of `identities`: who somebody of AWS is in Slack, or which pipeline. */
export const identityForm = z
  .strictObject({
    /** ARN of a user, role or session; `*` stands for anything, here and below. */
    principal: pattern.optional(),
    /** Name of a session, source identity or SAML subject. */
    session: pattern.optional(),
    /** Subject of a web identity, such as repo:shop/*. */
    subject: pattern.optional(),
    slack: personId.optional(),
    /** The session is the person's address; or it becomes one with this domain behind it. */
    email: z
      .union([z.literal(true), z.string().regex(/^@[\w-]+(\.[\w-]+)+$/, mailDomain)], mailDomain)
      .optional(),
    pipeline: z.string().min(1).max(80).optional(),
  })
  .refine(
    ({ principal, session, subject }) => (principal ?? session ?? subject) !== undefined,
    "names nobody: give it principal, session or subject",
  )
  .refine(
    ({ slack, email, pipeline }) =>
      [slack, email, pipeline].filter((each) => each !== undefined).length === 1,
    "needs one of slack, email and pipeline",
  );
