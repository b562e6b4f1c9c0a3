/** An image of the project's; `python` is the layer that the others share, `-gpu` one with CUDA. */
export type ImageRole = 'python' | 'python-gpu' | 'student' | 'student-gpu' | 'checker' | 'validator';

/** The 12 hexadecimal digits that stand for a role's sources in the package at `packageDir`. Throws on unreadable files. */
export function sourceHash(packageDir: string, role: ImageRole): string;

/** The image of a role, such as `assay-student:0123456789ab`. Throws as sourceHash does. */
export function imageName(packageDir: string, role: ImageRole): string;

/** The image of a role for a course with packages of its own. Throws as sourceHash does. */
export function courseImageName(
  packageDir: string,
  role: ImageRole,
  image: { readonly course: string; readonly lock: string },
): string;
