import { z } from 'zod';

/** A field of a form, and what may stand in it. */
export interface Field<Schema extends z.ZodType = z.ZodType> {
  readonly label: string;
  readonly help?: string;
  readonly kind: 'text' | 'checkbox' | 'select';
  readonly options?: readonly string[];
  readonly isRequired: boolean;
  readonly schema: Schema;
}

const words = z.string().trim().max(2_000);
const given = words.min(1, 'is empty');
const optional = words.transform((text) => (text === '' ? undefined : text));
const wholeNumber = z.string().regex(/^\d{1,6}$/u, 'must be a whole number');

export const text = (label: string, help?: string) => field(label, given, help);
export const maybe = (label: string, help?: string) => field(label, optional.optional(), help, false);

export const whole = (label: string, help?: string) => field(label, words.pipe(wholeNumber).transform(Number), help);

export const maybeWhole = (label: string, help?: string) =>
  field(
    label,
    z
      .union([words.pipe(z.literal('')), words.pipe(wholeNumber)], 'must be a whole number')
      .transform((value) => (value === '' ? undefined : Number(value)))
      .optional(),
    help,
    false,
  );

export const wholeOrBelow = (label: string, help?: string) =>
  field(label, words.pipe(z.string().regex(/^[+-]?\d{1,6}$/u, 'must be a whole number')).transform(Number), help);

export const wholeOrAll = (label: string, help?: string) =>
  field(
    label,
    words
      .pipe(z.string().regex(/^(?:\d{1,6}|all)$/u, 'must be a whole number, or “all”'))
      .transform((value): number | 'all' => (value === 'all' ? value : Number(value))),
    help,
  );

export const check = (label: string, help?: string): Field<z.ZodType<true | undefined>> => ({
  ...{ label, kind: 'checkbox', isRequired: false },
  ...(help === undefined ? {} : { help }),
  schema: z
    .literal('on')
    .transform(() => true as const)
    .optional(),
});

export const oneOf = <const Options extends readonly [string, ...string[]]>(label: string, options: Options) => ({
  ...({ label, options, kind: 'select', isRequired: true } as const),
  schema: z.enum(options),
});

function field<Schema extends z.ZodType>(
  label: string,
  schema: Schema,
  help?: string,
  isRequired = true,
): Field<Schema> {
  return { label, kind: 'text', isRequired, schema, ...(help === undefined ? {} : { help }) };
}
