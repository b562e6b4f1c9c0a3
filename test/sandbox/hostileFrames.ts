import fc from 'fast-check';

/** A frame with this very header text, whether it is one or not. */
export function frameOf(header: string | Buffer, blobs: Buffer = Buffer.alloc(0)): Buffer {
  const bytes = Buffer.from(header);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([length, bytes, blobs]);
}

const NUMBERS = '0 -0 1 -1 1.0 1e0 0.5 1e3 -5 1E+2 1e-400 1e308 1e309 01 +1 .5 1. 9007199254740991 9007199254740992 '
  .concat('-9007199254740992 18446744073709551616 9007199254740991.0 9007199254740993.0 1e16 NaN Infinity -Infinity ')
  .concat(`${'9'.repeat(400)} ${'9'.repeat(5000)} 0x10 1_000 ١`)
  .split(' ');
const STRINGS = [
  '""',
  '"a"',
  '"\\u0061"',
  '"\\ud800"',
  '"\\ud83d\\ude00"',
  '"\u{1f600}"',
  '"\\u0000"',
  '"\u0000"',
  '"\t"',
  '"\u007f"',
  '"\u2028"',
  '"\\x41"',
  '"\\u00"',
  '"[{,:"',
  '"\\""',
  '"\\\\"',
  "'a'",
  '"',
  '"__proto__"',
  '"blobs"',
  '"op"',
];
const WORDS = ['true', 'false', 'null', 'True', 'nul', 'undefined', ''];
const SPACES = ['', ' ', '\n', '\t\r', '\u00a0', '\ufeff', '\v', '/* */'];

const scalar = fc.constantFrom(...NUMBERS, ...STRINGS, ...WORDS);
const space = fc.oneof({ weight: 20, arbitrary: fc.constant('') }, fc.constantFrom(...SPACES));

/** JSON text, and what only looks like it. */
const { value } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    scalar,
    fc.tuple(fc.array(tie('value'), { maxLength: 4 }), space).map(([items, gap]) => `[${items.join(`,${gap}`)}]`),
    fc
      .array(fc.tuple(fc.constantFrom(...STRINGS, '"b"', '"c"'), space, tie('value')), { maxLength: 4 })
      .map((pairs) => `{${pairs.map(([key, gap, item]) => `${key}${gap}:${item}`).join(',')}}`),
    fc.nat({ max: 20 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
    fc.nat({ max: 20 }).map((depth) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)),
    fc.constantFrom(9_990, 9_997, 9_998, 10_001).map((count) => `[${Array<string>(count).fill('0').join(',')}]`),
  ),
}));

const lengths = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.nat({ max: 12 }), { maxLength: 4 }).map((list) => JSON.stringify(list)) },
  fc.array(fc.constantFrom(...NUMBERS), { maxLength: 3 }).map((list) => `[${list.join(',')}]`),
  fc.constantFrom(255, 256, 257).map((count) => JSON.stringify(Array<number>(count).fill(0))),
  fc.constantFrom('[67108864]', '[67108865]', '[67108864,1]', '[67108864,0]', '[true]', '["1"]', '[[1]]', '{}', '"1"'),
  value,
);

const headerText = fc.oneof(
  { weight: 6, arbitrary: value.map((item) => `{"op":"x","v":${item}}`) },
  { weight: 6, arbitrary: lengths.map((item) => `{"op":"x","blobs":${item}}`) },
  { weight: 1, arbitrary: lengths.map((item) => `{"blobs":${item},"v":{"blobs":[1.0]},"op":"x"}`) },
  { weight: 2, arbitrary: value.map((item) => `{"op":${item}}`) },
  { weight: 2, arbitrary: value },
  {
    weight: 1,
    arbitrary: fc.tuple(value, space).map(([item, gap]) => `${gap}{"op":"x","v":${item}}${gap}x`.slice(0, -1)),
  },
);

const headerBytes = fc.oneof(
  { weight: 8, arbitrary: headerText.map((text) => Buffer.from(text)) },
  {
    weight: 2,
    arbitrary: fc.tuple(headerText, fc.nat(), fc.integer({ min: 0, max: 255 })).map(([text, place, byte]) => {
      const bytes = Buffer.from(text);
      if (bytes.length > 0) bytes[place % bytes.length] = byte;
      return bytes;
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom(65_535, 65_536, 65_537).map((size) => padded(size)) },
);

function padded(size: number): Buffer {
  const [head, tail] = ['{"op":"', '"}'];
  return Buffer.from(head + 'x'.repeat(size - head.length - tail.length) + tail);
}

/** One frame with bytes after it: sound, nearly sound, or not at all. */
export const hostileFrame: fc.Arbitrary<Buffer> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .tuple(headerBytes, fc.uint8Array({ maxLength: 30 }))
      .map(([head, rest]) => frameOf(head, Buffer.from(rest))),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
);
