import type { ModalView } from "@slack/types";
import { type Ref, viewIds } from "../ids.ts";
import { line, lines, words } from "./blocks.ts";
import { modal, textField } from "./modal.ts";
import type { From } from "./modals.ts";

export const breakGlassModal = (ref: Ref, from: From): ModalView =>
  modal(viewIds.breakGlass, "Break the glass", "Break it", { ...ref, ...from }, [
    lines(
      line(
        words(
          "Only when nobody else can approve in time. The thread is told at once, and another lead reviews it afterwards.",
        ),
      ),
    ),
    textField("reason", "Why can nobody else approve this in time?", { multiline: true }),
  ]);

export const reviewGlassModal = (ref: Ref, from: From): ModalView =>
  modal(viewIds.reviewGlass, "Review", "Keep the review", { ...ref, ...from }, [
    lines(
      line(words("This was done without a second person. Was it right, and could somebody have been asked?")),
    ),
    textField("note", "Your review", { multiline: true }),
  ]);
