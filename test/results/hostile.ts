import fc from 'fast-check';

/** Strings made of what breaks readers, often. */
export const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\0',
      '\x1b[31m',
      '\x1b]0;t\x07',
      '\x1b',
      '\x9b1m',
      '\x9d',
      '\r',
      '\r\n',
      '\u2028',
      '\u202e',
      '\ufeff',
      '\ud800',
      '\udc00',
      '😀',
      '"',
      '\\',
      '</script>',
      '\n',
      '\x1bP',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 2 }),
  ),
});
