import type { Contribution, EvidenceNews, MemberNews } from '../../schemas/types.generated.ts';
import { uuidV5 } from '../people/ids.ts';
import type { Coordinates, OutputRecord } from '../runtime/service.ts';

/** Something that a member is told. */
export interface News {
  /** Of what it follows from: no two records of news may have it in common. */
  readonly id: string;
  readonly member_id: string;
  readonly skill_uri?: string;
  readonly evidence?: EvidenceNews;
  readonly contribution?: Contribution;
  readonly member?: MemberNews;
}

const SILENT = { skill_uri: null, evidence: null, contribution: null, member: null } as const;

/** @param origin of the record that it follows from */
export const newsRecord = ({ id, ...news }: News, origin: Coordinates): OutputRecord => ({
  topic: 'skill.news',
  key: news.member_id,
  value: { event_id: uuidV5(`skill-news|${id}`), ...SILENT, ...news, origin },
});
