import { isMap, isNode, isScalar, LineCounter, type Document, parseDocument } from 'yaml';
import { z } from 'zod';
import { CourseError, type CoursePlace } from './courseError.js';
import { issueText, unknownKeyText } from './issueText.js';

/** A value read from YAML together with the way back to its places in the file. */
export interface YamlFile<T> {
  value: T;
  /** Where the value at `path` stands, or its closest parent that stands somewhere. */
  placeOf: (path: readonly PropertyKey[]) => CoursePlace;
}

type Path = readonly PropertyKey[];

/**
 * Parses `text` as YAML 1.2 and validates it. `file` is the name used in messages, `turn` whoever wrote it.
 *
 * @throws CourseError with one line per problem, each with line and column.
 */
export function parseYamlFile<S extends z.ZodType>(
  text: string,
  file: string,
  schema: S,
  turn: 'Course staff' | 'Operator' = 'Course staff',
): YamlFile<z.output<S>> {
  const lines = new LineCounter();
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): CoursePlace => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  // Warnings too: an unknown tag means that the file says something that would not be heard.
  const faults = [...doc.errors, ...doc.warnings];
  if (faults.length > 0) {
    throw new CourseError(
      faults.map(({ pos, message }) => ({ place: at(pos[0]), text: `${sentence(message)} ${turn}: correct it.` })),
    );
  }

  const placeOf = (path: Path): CoursePlace => at(offsetOf(doc, path));
  const raw = toPlain(doc, placeOf([]), turn);
  const result = schema.safeParse(raw);
  if (result.success) return { value: result.data, placeOf };
  const problems = result.error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys') {
      return [{ place: placeOf(issue.path), text: issueText(issue, valueAt(raw, issue.path), turn) }];
    }
    const known = knownKeys(schema, issue.path);
    return issue.keys.map((key) => ({
      place: at(keyOffset(doc, issue.path, key)),
      text: unknownKeyText([...issue.path, key], known, turn),
    }));
  });
  throw new CourseError(problems.sort((a, b) => order(a.place) - order(b.place)));
}

function order({ line = 0, column = 0 }: CoursePlace): number {
  return line * 1_000_000 + column;
}

function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

function toPlain(doc: Document, place: CoursePlace, turn: string): unknown {
  try {
    return doc.toJS({ maxAliasCount: 20 });
  } catch {
    throw new CourseError([
      { place, text: `the aliases (*name) in this file unfold to too much. ${turn}: correct it.` },
    ]);
  }
}

function offsetOf(doc: Document, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const node = doc.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

function keyOffset(doc: Document, path: Path, key: string): number {
  const map = path.length === 0 ? doc.contents : doc.getIn(path, true);
  const pair = isMap(map) ? map.items.find(({ key: node }) => isScalar(node) && String(node.value) === key) : undefined;
  return isScalar(pair?.key) && pair.key.range ? pair.key.range[0] : offsetOf(doc, path);
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) => (at !== null && typeof at === 'object' ? Reflect.get(at, key) : undefined),
    value,
  );
}

/** The keys that the schema allows at `path`. */
function knownKeys(schema: z.core.$ZodType, path: Path): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return knownKeys(schema.unwrap(), path);
  }
  if (schema instanceof z.ZodArray) return knownKeys(schema.element, path.slice(1));
  if (!(schema instanceof z.ZodObject)) return [];
  const shape: Record<string, z.core.$ZodType> = schema.shape;
  const [key, ...rest] = path;
  if (key === undefined) return Object.keys(shape);
  const child = shape[String(key)];
  return child ? knownKeys(child, rest) : [];
}
