import type { EmailDomainPolicy, Mappings } from '../types.ts';
import { choice, complete, createDuplicateCheck, matching, optional } from './cells.ts';
import type { FileFormat, Table } from './table.ts';

export const EMAIL_DOMAINS = {
  summary:
    'Which addresses of a domain are one mailbox. Only the owner of a domain knows, so nothing is folded that no row says. The domain itself never depends on case.',
  columns: {
    domain: 'Domain in lower case, `xn--` form where it has other than ASCII letters; `*` for all that have no row.',
    local_part: '`lower`: case does not matter before the @; `keep`: it may.',
    sub_address: 'Character that starts a sub-address: with `+`, ada+news@ is ada@. Empty: nothing is stripped.',
  },
} as const satisfies FileFormat;

type Column = keyof typeof EMAIL_DOMAINS.columns;

const DOMAIN = /^(?:\*|(?!-)[a-z0-9-]{1,63}(?:\.(?!-)[a-z0-9-]{1,63})*)$/;
const EVERY_OTHER = '*';
/** Folds nothing. */
const STRICT: EmailDomainPolicy = { local_part: 'keep', sub_address: null };

export const loadEmailDomains = (table: Table<Column>): Mappings['emailDomain'] => {
  const isDuplicate = createDuplicateCheck('domain');
  const policies = new Map<string, EmailDomainPolicy>();
  for (const row of table.rows) {
    const domain = matching(row.domain, DOMAIN, 'a domain in lower case, or *');
    const policy = {
      local_part: choice(row.local_part, ['keep', 'lower']),
      sub_address: optional(row.sub_address, (cell) => matching(cell, /^[+\-_=.]$/, 'one of + - _ = .')),
    };
    if (domain !== undefined && complete(policy) && !isDuplicate(row.domain, domain)) policies.set(domain, policy);
  }
  const other = policies.get(EVERY_OTHER) ?? STRICT;
  return (domain) => policies.get(domain) ?? policies.get(domain.toLowerCase()) ?? other;
};
