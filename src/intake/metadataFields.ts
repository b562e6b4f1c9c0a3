import { z } from 'zod';

/**
 * Null, however it was written: third-party tools make an empty array or an empty text of it. Fields that are absent
 * are null too, so that a document's reader knows one kind of nothing.
 */
export function orNull<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess(
    (value) => (value === undefined || value === '' || isEmptyArray(value) ? null : value),
    schema.nullable(),
  );
}

/** A list; tools that know no list of one make an object of it. */
export function listOf<Schema extends z.ZodType>(schema: Schema, maxLength: number) {
  return z.preprocess(asList, z.array(schema).max(maxLength, `has more than ${maxLength} entries`));
}

function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  return value === undefined || value === null || value === '' ? [] : [value];
}

const NOT_WHOLE = 'is not a whole number such as 4289806';

/** A whole number, as a number or in a text: an identifier, so a text here. */
export const idField = z
  .union([z.int(), z.string()], NOT_WHOLE)
  .transform(String)
  .refine((id) => /^-?\d{1,20}$/u.test(id), NOT_WHOLE);

const NOT_NUMBER = 'is not a number such as 20.0';

/** A number, or one in a text: "20.0". */
export const numberField = z
  .union([z.number(), z.string()], NOT_NUMBER)
  .refine((value) => /^\s*-?\d{1,15}(\.\d{0,15})?\s*$/u.test(String(value)), NOT_NUMBER)
  .transform(Number);

/** A text; numbers are taken as they stand, because student numbers are written without quotes now and then. */
export const textField = z.union(
  [z.string().max(500).transform(trimmed), z.number().transform(String)],
  'is not a text',
);

const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2}(?:\.\d+)?) ?(?:([Zz]|UTC)|([+-]\d{2}):?(\d{2}))$/u;

/**
 * A timestamp with offset in RFC 3339: the text as it stands, but for the colon that some offsets lack and the spaces
 * that Ruby writes. Undefined where it is none; a time without offset is none.
 */
export function rfc3339(text: string): string | undefined {
  const parts = TIMESTAMP.exec(text.trim());
  if (parts === null) return undefined;
  const [, date = '', time = '', utc, hours = '', minutes = ''] = parts;
  return `${date}T${time}${utc === undefined ? `${hours}:${minutes}` : 'Z'}`;
}

function isEmptyArray(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function trimmed(text: string): string {
  return text.trim().toWellFormed();
}
