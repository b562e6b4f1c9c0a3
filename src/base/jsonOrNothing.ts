/** The value of a JSON text; undefined where it is none, for schemas to refuse. */
export function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
