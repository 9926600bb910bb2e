import type { Credential } from '../../schemas/types.generated.ts';

/** Why a credential is exported, or not. */
export type Verdict = 'valid' | 'revoked' | 'superseded' | 'expired';

/** What has been taken back. */
export interface Revocations {
  readonly note: (credential: Credential) => void;
  readonly isRevoked: (credential: Credential) => boolean;
}

const nameOf = ({ member_id, kind, credential_id, source }: Credential): string =>
  [member_id, kind, credential_id, source].join('|');

/** Collects revocations: of one record by its event id; or by a source that names none, of all it had issued until then. */
export const createRevocations = (): Revocations => {
  const withdrawn = new Set<string>();
  const until = new Map<string, number>();
  return {
    note: (credential) => {
      const { assertion, withdraws, issued_at } = credential;
      if (withdraws !== null) withdrawn.add(withdraws);
      else if (assertion === 'revoked') {
        const name = nameOf(credential);
        until.set(name, Math.max(until.get(name) ?? issued_at, issued_at));
      }
    },
    isRevoked: (credential) =>
      credential.assertion === 'revoked' ||
      withdrawn.has(credential.event_id) ||
      (until.get(nameOf(credential)) ?? Number.NEGATIVE_INFINITY) >= credential.issued_at,
  };
};

/** Which credential of an achievement is the newest. */
export interface Renewals {
  /** @param credential one that is not revoked */
  readonly note: (credential: Credential) => void;
  readonly isSuperseded: (credential: Credential) => boolean;
}

/** A badge is named by its class; certificates often have an id each, and are of one achievement by their course. */
const achievementOf = ({ kind, credential_id, course_id }: Credential): string =>
  kind === 'certificate' ? (course_id ?? credential_id) : credential_id;

/** Finds renewals: a later credential of the same achievement, or one that says which it takes the place of. */
export const createRenewals = (): Renewals => {
  const newest = new Map<string, { readonly issued_at: number; readonly event_id: string }>();
  const isNewer = (a: { issued_at: number; event_id: string }, b: { issued_at: number; event_id: string }): boolean =>
    a.issued_at === b.issued_at ? a.event_id > b.event_id : a.issued_at > b.issued_at;
  const slot = ({ member_id, kind }: Credential, achievement: string): string => `${member_id}|${kind}|${achievement}`;
  const note = (credential: Credential, achievement: string): void => {
    const { issued_at, event_id } = credential;
    const known = newest.get(slot(credential, achievement));
    if (!known || isNewer(credential, known)) newest.set(slot(credential, achievement), { issued_at, event_id });
  };
  return {
    note: (credential) => {
      note(credential, achievementOf(credential));
      if (credential.renews !== null) note(credential, credential.renews);
    },
    isSuperseded: (credential) =>
      [achievementOf(credential), credential.credential_id].some((achievement) => {
        const known = newest.get(slot(credential, achievement));
        return known !== undefined && isNewer(known, credential);
      }),
  };
};

/** @param at_ms the moment for which it is asked, epoch milliseconds */
export const verdictOf = (
  credential: Credential,
  revocations: Revocations,
  renewals: Renewals,
  at_ms: number,
): Verdict => {
  if (revocations.isRevoked(credential)) return 'revoked';
  if (renewals.isSuperseded(credential)) return 'superseded';
  return credential.expires_at !== null && credential.expires_at <= at_ms ? 'expired' : 'valid';
};
