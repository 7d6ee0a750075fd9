import { baselineQuestion } from "../../domain/query/baseline-question.ts";
import { compareWithBaseline } from "../../domain/query/first-seen.ts";
import type { Answer, Query, Window } from "../../domain/query/query.ts";

const usualSeconds = 14 * 86_400;

/** An answer whose step's rules speak of what is new, compared as in an incident with the usual settings. */
export async function comparedByHand(
  asked: { query: Query; window: Window },
  answer: Answer,
  ask: (question: { query: Query; window: Window }) => Promise<Answer>,
): Promise<Answer> {
  if (asked.query.firstSeen === undefined) return answer;
  const question = baselineQuestion(asked, answer, usualSeconds);
  if (question === undefined || typeof question === "string") return answer;
  return { ...answer, firstSeen: compareWithBaseline(question, answer, await ask(question)) };
}
