/** A code cell as a person counts it. */
export interface CodeCell {
  /** Among the code cells, from 1. */
  readonly number: number;
  readonly source: string;
}

const IDENTIFIER = /^[\p{L}_][\p{L}\p{M}\p{N}_]{0,79}$/u;

/**
 * Where a notebook defines a name: the last `def`, `class` or assignment at the beginning of a line, for that is the one
 * that a run from the top leaves behind. A guess from the text, for people to look at; nothing is decided by it.
 */
export function findDefinition(
  cells: readonly CodeCell[],
  name: string,
): { readonly cell: number; readonly line: number } | undefined {
  if (!IDENTIFIER.test(name)) return undefined;
  const defines = new RegExp(
    String.raw`^(?:(?:async\s+)?def\s+${name}\s*[(\[]|class\s+${name}\s*[(:\[]|${name}\s*(?::[^=]{0,200})?=(?!=))`,
    'u',
  );
  for (const { number, source } of cells.toReversed()) {
    const line = source.split('\n').findLastIndex((text) => defines.test(text.slice(0, 400)));
    if (line >= 0) return { cell: number, line: line + 1 };
  }
  return undefined;
}
