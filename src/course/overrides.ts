import { z } from 'zod';

/** `overrides` of `assignment.yaml`: what is done otherwise while grading, and shown to the student. */
export const overridesSchema = z.strictObject({
  parameters: z
    .record(
      z
        .string()
        .max(64)
        .regex(/^[A-Za-z_]\w*$/, 'is not a Python name'),
      z.union([z.number(), z.string().max(1000), z.boolean()]),
    )
    .refine((parameters) => Object.keys(parameters).length <= 50, 'has more than 50 names')
    .default({})
    .describe('Values in the place of the student’s: of a line with #@param, or of a cell tagged “parameters”.'),
  skipTagged: z
    .array(z.string().min(1).max(100))
    .max(20)
    .default([])
    .describe('Cells with one of these tags are not run.'),
});
export type Overrides = z.infer<typeof overridesSchema>;
