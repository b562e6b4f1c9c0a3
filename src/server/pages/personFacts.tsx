import type { Person } from '../../access/person.js';

/** Who somebody is, as the server knows them. */
export function PersonFacts({ person: { name, email, role } }: { readonly person: Person }) {
  return (
    <dl class="facts">
      <dt>Name</dt>
      <dd>
        <bdi>{name}</bdi>
      </dd>
      <dt>E-mail</dt>
      <dd>{email ?? 'none known'}</dd>
      <dt>Role</dt>
      <dd>{role}</dd>
    </dl>
  );
}
