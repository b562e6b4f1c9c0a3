import { isMap, isNode, isScalar, parseDocument } from 'yaml';

const OTHER_KEYS: ReadonlySet<string> = new Set(['notify', 'grade', 'regrades', 'languageModels']);

/**
 * The bytes of `course.yaml` that decide grades: all but what is told of grades and made of them
 * afterwards. A change of that must not look like one of the grader.
 */
export function gradingBytes(courseFile: Buffer): Buffer {
  const text = courseFile.toString('utf8');
  const contents: unknown = parseDocument(text, { prettyErrors: false }).contents;
  if (!isMap(contents) || contents.flow === true) return courseFile;
  const others = contents.items.filter(({ key }) => isScalar(key) && OTHER_KEYS.has(String(key.value)));
  let rest = text;
  for (const { key, value } of others.reverse()) {
    if (!isScalar(key) || !key.range || !isNode(value) || !value.range) return courseFile;
    rest = rest.slice(0, key.range[0]) + rest.slice(value.range[2]);
  }
  // Where one stood last, an empty line before it goes with it.
  return others.length === 0 ? courseFile : Buffer.from(`${rest.trimEnd()}\n`);
}
