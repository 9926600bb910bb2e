import type { OutputRecord, ValueOf } from '../runtime/service.ts';

/** Topics of what is known about members, one event a record. */
export type MemberTopic =
  | 'marketplace.completion'
  | 'marketplace.score'
  | 'marketplace.skill'
  | 'marketplace.credential';

/** A record about a member, keyed so that all records of one member share a partition and keep their order. */
export const memberRecord = <T extends MemberTopic>(topic: T, value: ValueOf<T>): OutputRecord =>
  ({ topic, key: value.member_id, value }) as OutputRecord;
