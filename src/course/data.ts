import { z } from 'zod';

const MIB = 1024 * 1024;

/** What a course may put in front of its students: it is hashed with the assignment and read into containers' memory. */
export const DATA_LIMITS = { fileBytes: 512 * MIB, totalBytes: 1024 * MIB } as const;

const dataFileSchema = z.strictObject({
  path: z
    .string()
    .min(1)
    .max(300)
    .refine(
      (path) => path.split('/').every((part) => !/^(\.|$|__pycache__$)/u.test(part)) && !/[\\\p{Cc}]/u.test(path),
      'is not a path below the data folder, such as mnist/train.gz',
    )
    .describe('The file, below the data folder. Its own name is always one that it is found by.'),
  urls: z
    .array(
      z
        .string()
        .max(2000)
        .regex(/^(https?|ftp):\/\/[^\s\p{Cc}]+$/u, 'is not a URL such as https://example.edu/train.csv'),
    )
    .max(20)
    .default([])
    .describe('The addresses that it stands for; of a Git repository for a .zip or .tar.gz of its files.'),
  names: z
    .array(
      z
        .string()
        .min(1)
        .max(200)
        .regex(/^[^/\\\p{Cc}]+$/u, 'is not a file name such as train.csv'),
    )
    .max(20)
    .default([])
    .describe('Further file names that it is found by, and names of data sets that are fetched by name (mnist_784).'),
});

/** `data` of `assignment.yaml`: files that notebooks find in the place of what they download. */
export const dataSchema = z.strictObject({
  folder: z
    .string()
    .regex(/^[A-Za-z0-9_][\w-]{0,63}$/, 'is not the name of a folder beside assignment.yaml')
    .default('data')
    .describe('A folder beside assignment.yaml. Every student can read all of it.'),
  files: z.array(dataFileSchema).min(1).max(500).describe('Every file in the folder, and what it stands for.'),
});
export type AssignmentData = z.infer<typeof dataSchema>;
