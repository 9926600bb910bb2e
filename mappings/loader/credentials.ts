import type { CredentialPolicy, Mappings } from '../types.ts';
import { choice, complete, createDuplicateCheck, iri, months, optional, text } from './cells.ts';
import type { FileFormat, Table } from './table.ts';

export const CREDENTIALS = {
  summary:
    'Which badges and certificates expire, and which renew another. A credential that has no row is published as its statement says. A later credential of the same kind and id (or of the same course, where each person’s certificate has an id of its own) renews the earlier one: the later `expires_at` counts.',
  columns: {
    credential_id: 'IRI of the badge class or the certificate; or of the course that it is earned by.',
    kind: '`badge` or `certificate`.',
    name: 'Its name, published where the statement gives none.',
    validity_months:
      'How long it is valid from its issue, where the statement names no end. Empty: it does not expire.',
    renews:
      'IRI of another credential that it takes the place of, such as a refresher that renews the full course. Empty: it renews only its own.',
  },
} as const satisfies FileFormat;

type Column = keyof typeof CREDENTIALS.columns;

export const loadCredentials = (table: Table<Column>): Mappings['credentialPolicy'] => {
  const isDuplicate = createDuplicateCheck('credential of a kind');
  const policies = new Map<string, CredentialPolicy>();
  for (const row of table.rows) {
    const id = { kind: choice(row.kind, ['badge', 'certificate']), credential_id: iri(row.credential_id) };
    const policy = {
      name: text(row.name),
      validity_months: optional(row.validity_months, months),
      renews: optional(row.renews, iri),
    };
    if (!complete(id) || !complete(policy)) continue;
    if (policy.renews === id.credential_id) row.renews.fault('another credential than its own, which it renews anyway');
    const key = `${id.kind} ${id.credential_id}`;
    if (!isDuplicate(row.credential_id, key)) policies.set(key, policy);
  }
  return (kind, credential_id, course_id) =>
    policies.get(`${kind} ${credential_id}`) ?? (course_id === null ? undefined : policies.get(`${kind} ${course_id}`));
};
