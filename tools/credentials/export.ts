import type { Credential, Score } from '../../schemas/types.generated.ts';
import { type OpenBadge, toOpenBadge } from './open-badge.ts';
import { createRenewals, createRevocations, type Verdict, verdictOf } from './standing.ts';

/** Records of the members of one partition; each call reads them from the start. */
export interface PartitionRecords {
  readonly credentials: () => AsyncIterable<Credential>;
  readonly scores: () => AsyncIterable<Score>;
}

export interface ExportOptions {
  readonly member_id: string | null;
  /** Badge class or certificate; null for all. */
  readonly credential_id: string | null;
  /** Moment for which it is asked what is valid, epoch milliseconds. */
  readonly at_ms: number;
  /** Also what has expired, or has been renewed; what was revoked never. */
  readonly all: boolean;
  readonly subjectOf: (member_id: string) => string;
}

/** One credential of the topic: the badge, or why there is none. */
export type Exported =
  | { readonly kind: 'badge'; readonly badge: OpenBadge }
  | { readonly kind: 'left_out'; readonly reason: Exclude<Verdict, 'valid'> | 'issuer_unknown' };

/** Scores that stand, for some statements only. */
const readScores = async (
  records: AsyncIterable<Score>,
  statement_ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, number>> => {
  const scores = new Map<string, number>();
  if (statement_ids.size === 0) return scores;
  for await (const { statement_id, assertion, score } of records) {
    if (!statement_ids.has(statement_id)) continue;
    if (assertion === 'revoked' || score === null) scores.delete(statement_id);
    else scores.set(statement_id, score);
  }
  return scores;
};

/**
 * Exports the credentials of one partition. Reads it several times, since a revocation or renewal stands behind what it is
 * about; so only what was revoked and the newest of each achievement is held in memory.
 */
export async function* exportPartition(
  records: PartitionRecords,
  options: ExportOptions,
): AsyncGenerator<Exported, void> {
  const isOfMember = ({ member_id }: Credential): boolean =>
    options.member_id === null || member_id === options.member_id;
  const isWanted = (credential: Credential): boolean =>
    isOfMember(credential) &&
    credential.assertion !== 'revoked' &&
    (options.credential_id === null || credential.credential_id === options.credential_id);

  const revocations = createRevocations();
  for await (const credential of records.credentials()) if (isOfMember(credential)) revocations.note(credential);

  const renewals = createRenewals();
  const statement_ids = new Set<string>();
  for await (const credential of records.credentials()) {
    if (!isOfMember(credential) || revocations.isRevoked(credential)) continue;
    renewals.note(credential);
    if (isWanted(credential)) statement_ids.add(credential.statement_id);
  }
  const scores = await readScores(records.scores(), statement_ids);
  const scoreOf = (statement_id: string): number | null => scores.get(statement_id) ?? null;

  const seen = new Set<string>();
  for await (const credential of records.credentials()) {
    // A replay may have published a record again.
    if (!isWanted(credential) || seen.has(credential.event_id)) continue;
    seen.add(credential.event_id);
    const verdict = verdictOf(credential, revocations, renewals, options.at_ms);
    if (verdict === 'revoked' || (verdict !== 'valid' && !options.all)) {
      yield { kind: 'left_out', reason: verdict };
      continue;
    }
    const badge = toOpenBadge(credential, { subjectOf: options.subjectOf, scoreOf });
    yield badge === null ? { kind: 'left_out', reason: 'issuer_unknown' } : { kind: 'badge', badge };
  }
}
