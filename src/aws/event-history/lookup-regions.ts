import { InputError } from "../../domain/errors.ts";
import { isIdentityQuestion } from "../../domain/query/field-names.ts";
import type { QueryRequest } from "../../flows/ports.ts";

/** IAM, global STS, sign-in, CloudFront, Organizations and the like record here, wherever the caller was. */
const globalRegion = "us-east-1";

export interface LookupRegion {
  region: string;
  /** True for a Region that the request did not name. */
  added: boolean;
  note?: string;
}

/** The Regions asked for, and us-east-1 for questions about identities and global services. Throws InputError for none. */
export function lookupRegions({ query, regions, account }: QueryRequest): LookupRegion[] {
  if (regions.length === 0) {
    throw new InputError(`Account ${account} has no Regions to search. List them in cairn.yml.`);
  }
  const asked = [...new Set(regions)].map((region): LookupRegion => ({ region, added: false }));
  if (regions.includes(globalRegion) || !isIdentityQuestion(query)) return asked;
  const note = `${globalRegion} was searched too: IAM, sign-in and other global services record there.`;
  return [...asked, { region: globalRegion, added: true, note }];
}
