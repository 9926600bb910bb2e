import { type Mappings, mappingErrorCodes } from '../../mappings/index.ts';
import type { HashAlias } from '../people/alias-hash.ts';
import { createHmacSha256 } from '../people/hmac.ts';
import { defineInput, type Service } from '../runtime/service.ts';
import { identityErrorCodes } from './error-codes.ts';
import { type EventDeps, type IdentityEvent, prepareEvent } from './event.ts';
import { handleEvent, keysOf } from './handle.ts';
import { createMemberIdOf, type MemberIdPolicy } from './member-id.ts';

export interface IdentityDeps {
  readonly mappings: Pick<Mappings, 'source' | 'emailDomain' | 'fieldMap'>;
  readonly hashAlias: HashAlias;
  /** `IDENTITY_KEY`: keys pseudonyms and fingerprints. */
  readonly secret: string;
  readonly member_id_policy: MemberIdPolicy;
}

/** Says who is who: turns worker events into members, alias links and the audit trail of both. */
export const createIdentity = (deps: IdentityDeps): Service => {
  const { mappings, hashAlias, secret, member_id_policy } = deps;
  const hmac = createHmacSha256(secret);
  const memberIdOf = createMemberIdOf(secret, member_id_policy);
  const mapping_version = mappings.fieldMap('member').version;
  const eventDeps: EventDeps = { mappings, hashAlias, digest: (text) => hmac(`fingerprint||${text}`) };
  const workerEvents = defineInput<'raw.hris', IdentityEvent>('raw.hris', {
    prepare: (record) => prepareEvent(eventDeps, record),
    state: (event, _learner, get) => keysOf(event, memberIdOf, get),
    handle: (event, context) => handleEvent(event, context, { memberIdOf, mapping_version }),
  });
  return {
    name: 'identity',
    error_codes: { ...mappingErrorCodes, ...identityErrorCodes },
    inputs: { 'raw.hris': workerEvents, 'identity.resubmission-repartition': workerEvents },
    tables: ['identity.worker', 'identity.group', 'identity.link', 'marketplace.member'],
  };
};
