import type { Role } from '../../access/person.js';

/** A page that everybody of these roles finds in the head of all pages. */
interface Entry {
  readonly href: string;
  readonly text: string;
  readonly roles: readonly Role[];
}

export const STAFF_ROLES = ['ta', 'head-ta', 'instructor'] as const satisfies Role[];
const EVERYBODY: readonly Role[] = ['student', ...STAFF_ROLES];

const ENTRIES: readonly Entry[] = [
  { href: '/', text: 'Home', roles: EVERYBODY },
  { href: '/late', text: 'Late hours', roles: ['student'] },
  { href: '/staff', text: 'Course', roles: STAFF_ROLES },
  { href: '/staff/students', text: 'Students', roles: STAFF_ROLES },
  { href: '/staff/decide', text: 'Decide', roles: STAFF_ROLES },
  { href: '/staff/queue', text: 'Queue', roles: STAFF_ROLES },
  { href: '/staff/report', text: 'Report', roles: STAFF_ROLES },
  { href: '/access', text: 'Who may come in', roles: ['head-ta', 'instructor'] },
  { href: '/account', text: 'Account', roles: EVERYBODY },
];

export function navigationFor(role: Role): readonly Entry[] {
  return ENTRIES.filter(({ roles }) => roles.includes(role));
}
