import { InputError } from "../errors.ts";
import { type QueryForm, queryForm } from "./form.ts";
import { formFaults } from "./form-faults.ts";
import { readYaml } from "./yaml-text.ts";

/** Throws InputError naming every fault as `file:line: message`, one a line. */
export function parseQueryFile(yamlText: string, fileName: string): QueryForm {
  const yaml = readYaml(yamlText, fileName);
  const parsed = queryForm.safeParse(yaml.value ?? {});
  if (parsed.success) return parsed.data;
  const faults = formFaults(parsed.error).map(({ path, message }) => {
    const where = path.length > 0 ? `${path.map(String).join(" › ")}: ` : "";
    return `${fileName}:${yaml.lineOf(path)}: ${where}${message}`;
  });
  throw new InputError(faults.join("\n"));
}
