import type { Fields } from "../../json.ts";
import type { Input } from "./surface.ts";

/** What every element that holds a value gets. */
export interface FieldProps {
  element: Fields;
  blockId: string;
  value: Input;
  onChange(value: Input): void;
  /** Enter was pressed, for those that listen to it. */
  onEnter?: () => void;
  label: string;
  invalid?: boolean;
}
